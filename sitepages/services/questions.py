"""Open questions of law: loaded once, answered by a jurist with a source; and looks at sources."""

from __future__ import annotations

from datetime import date, datetime

import yaml
from django.contrib.auth.models import User
from django.db import transaction

from sitepages.models import Citation, LegalAnswer, LegalQuestion, SourceCheck
from sitepages.services.law_files import LAW
from sitepages.services.policy import NoRight, may, require


@transaction.atomic
def load_questions() -> None:
    """Load the questions; does nothing where there are any."""
    if LegalQuestion.objects.exists():
        return
    rows = yaml.safe_load((LAW / "questions.yaml").read_text(encoding="utf-8"))
    LegalQuestion.objects.bulk_create(
        LegalQuestion(
            key=row["key"],
            order=order,
            stake=row["stake"],
            text_vi=row["vi"],
            text_en=row["en"],
            money_vi=row["money_vi"],
            money_en=row["money_en"],
            records=row["records"],
        )
        for order, row in enumerate(rows)
    )


@transaction.atomic
def answer_question(
    *, question: LegalQuestion, text: str, source: str, source_date: date, by: User, now: datetime
) -> LegalAnswer:
    """Add a jurist's answer; earlier ones stay. Raises NoRight."""
    require(by, "check")
    return LegalAnswer.objects.create(
        question=question, text=text, source=source, source_date=source_date, by=by, at=now
    )


@transaction.atomic
def look_at_source(*, citation: Citation, works: bool, note: str, by: User, now: datetime) -> SourceCheck:
    """Record that a person opened the source. Raises NoRight unless they draft or check rules."""
    if not may(by, "draft") and not may(by, "check"):
        raise NoRight(right="check")
    return SourceCheck.objects.create(citation=citation, works=works, note=note, by=by, at=now)
