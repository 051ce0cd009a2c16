"""Each kind of event is told in each language of the desk, from the samples that must stay readable for ever."""

from __future__ import annotations

import pytest
from django.utils import translation

from leads.desk.log import Names, words
from leads.services.events import from_json
from tests.leads.test_events import SAMPLES

pytestmark = pytest.mark.once


@pytest.mark.parametrize(("kind", "version"), SAMPLES)
def test_every_event_has_a_sentence_in_each_language(db: None, kind: str, version: int) -> None:
    said = {}
    for lang in ("vi", "en"):
        with translation.override(lang):
            names = Names(users={}, mails={}, holds={}, tasks={}, incoming={}, messages={})
            head, detail = words(from_json(kind, version, SAMPLES[kind, version]), names)
        assert head
        assert "%(" not in head + detail
        said[lang] = head + detail
    assert said["vi"] != said["en"]
