from django.apps import AppConfig


class LeadsConfig(AppConfig):
    name = "leads"
    verbose_name = "Demand: matching and leads"

    def ready(self) -> None:
        from django.contrib.postgres.lookups import TrigramWordSimilar
        from django.db.models import CharField
        from django.db.models.signals import post_migrate

        from leads.portal.example import answered_example
        from leads.portal.guard import CONFIRMED_SEND
        from leads.services.calendar import province_working_day
        from leads.services.contacts import desk_contact
        from leads.services.house_version import HOUSE
        from leads.services.law_impact import StoredResults, start_impact
        from leads.services.mail import queue_letter
        from leads.services.plot_references import holds_on_plots, leads_on_plots, wake_holds
        from leads.services.service_figures import figures_of
        from sitepages import registry

        CharField.register_lookup(TrigramWordSimilar)  # all of django.contrib.postgres that is needed
        post_migrate.connect(HOUSE.put_up, sender=self)
        registry.CONTACT.answered_by(desk_contact)
        registry.POST.answered_by(queue_letter)
        registry.CALENDAR.answered_by(province_working_day)
        registry.EXAMPLE.answered_by(answered_example)
        registry.PLOT_REFERENCES.answered_by(leads_on_plots)
        registry.PLOT_REFERENCES.answered_by(holds_on_plots)
        registry.LAND_LISTENERS.answered_by(wake_holds)
        registry.SERVICE_FIGURES.answered_by(figures_of)
        registry.DEMAND.answered_by(StoredResults())
        registry.CONFIRMED.answered_by(CONFIRMED_SEND)
        registry.IMPACT_STARTERS.answered_by(start_impact)
