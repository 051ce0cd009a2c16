from django.apps import AppConfig


class LeadsConfig(AppConfig):
    name = "leads"
    verbose_name = "Demand: matching and leads"

    def ready(self) -> None:
        from leads.portal.example import answered_example
        from leads.services.calendar import province_working_day
        from leads.services.contacts import desk_contact
        from leads.services.law_impact import StoredResults, start_impact
        from leads.services.mail import queue_letter
        from leads.services.plot_references import holds_on_plots, leads_on_plots, wake_holds
        from sitepages.contacts import register_contact
        from sitepages.post import register_post
        from sitepages.registry import register_land_listener, register_plot_references
        from sitepages.services.example import register_answerer
        from sitepages.services.policy_impact import register_demand

        register_answerer(answered_example)
        register_contact(desk_contact)
        register_post(queue_letter, province_working_day)
        register_plot_references(leads_on_plots)
        register_plot_references(holds_on_plots)
        register_land_listener(wake_holds)
        register_demand(StoredResults(), start_impact)
