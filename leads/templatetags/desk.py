"""What templates of the admin ask about its reader."""

from __future__ import annotations

from django import template

from leads.services.access import sees_leads

register = template.Library()
register.filter("sees_leads", sees_leads)
