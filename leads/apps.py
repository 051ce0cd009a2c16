from django.apps import AppConfig


class LeadsConfig(AppConfig):
    name = "leads"
    verbose_name = "Demand: matching and leads"

    def ready(self) -> None:
        from leads.portal.example import answered_example
        from leads.services.plot_references import leads_on_plots
        from sitepages.registry import register_plot_references
        from sitepages.services.example import register_answerer

        register_answerer(answered_example)
        register_plot_references(leads_on_plots)
