"""A draft of the demo: written by the editor, checked by the jurist, waiting for the approver."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.contrib.auth.models import User
from django.db import transaction

from sitepages.choices import RuleOrigin
from sitepages.models import Incentive, IncentiveVersion
from sitepages.services import policy
from sitepages.services.policy_together import digest_of

KEY = "CIT_SECTOR_10_15"
REASON = "Bản nháp mẫu: nêu rõ phần mềm có thể phải chứng minh quy trình sản xuất"
ADDED = {
    "vi": " Với sản phẩm phần mềm, cơ quan thuế có thể yêu cầu chứng minh quy trình sản xuất.",
    "en": " For software, the tax authority may ask for proof of the production process.",
}


@transaction.atomic
def load_demo_draft(*, editor: User, jurist: User, now: datetime) -> None:
    """Once: nothing where the desk has begun any draft already, or where there is no law."""
    incentive = Incentive.objects.filter(key=KEY).first()
    if incentive is None or IncentiveVersion.objects.filter(origin=RuleOrigin.DESK).exists():
        return
    draft = policy.begin_draft(incentive=incentive, by=editor, now=now - timedelta(days=2))
    summary = {lang: draft.record["summary"][lang] + more for lang, more in ADDED.items()}
    policy.save_draft(
        version=draft,
        record={**draft.record, "summary": summary},
        reason=REASON,
        seen=policy.last_seq(draft),
        by=editor,
        now=now - timedelta(days=2),
    )
    draft.refresh_from_db()
    policy.check_rule(
        version=draft,
        seen=policy.last_seq(draft),
        digest=digest_of(draft),
        note="Đã đọc lại Điều 12 khoản 2 Luật 67/2025.",
        by=jurist,
        now=now - timedelta(days=1),
    )
