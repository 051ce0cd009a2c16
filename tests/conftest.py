"""Shared set-up. The demo park and law are loaded once per test database."""

from __future__ import annotations
