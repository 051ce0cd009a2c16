"""Closed sets the demand side branches on, named as the question they answer."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Stage(TextChoices):
    """Where a lead stands. Meanings, gates and moves: leads/seed/stages.yaml (ours, editable)."""

    NEW = "new", pgettext_lazy("stage", "New")
    IN_CONTACT = "in_contact", _("In contact")
    QUALIFIED = "qualified", _("Qualified")
    PROPOSED = "proposed", _("Options proposed")
    VISIT = "visit", _("Site visit")
    RESERVED = "reserved", _("Land held")
    FILED = "filed", _("File submitted")
    LICENSED = "licensed", _("Licensed")
    WON = "won", _("Land contract signed")
    AFTERCARE = "aftercare", _("Aftercare")
    PARKED = "parked", _("Parked")
    LOST = "lost", _("Lost")
    NOT_A_LEAD = "not_a_lead", _("Not an investment enquiry")


QUIET = (Stage.WON, Stage.AFTERCARE, Stage.PARKED, Stage.LOST, Stage.NOT_A_LEAD)  # what lists of open leads leave out


class Priority(TextChoices):
    URGENT = "urgent", _("Urgent")
    HIGH = "high", _("High")
    NORMAL = "normal", _("Normal")


class ReplyLanguage(TextChoices):
    """The language the investor wishes for. Mails and pages exist in vi and en; the rest is stored."""

    VI = "vi", "Tiếng Việt"
    EN = "en", "English"
    KO = "ko", "한국어"
    JA = "ja", "日本語"
    ZH = "zh", "简体中文"


class Channel(TextChoices):
    """How the investor wishes to be reached, and how an officer reached them."""

    MAIL = "mail", _("E-mail")
    PHONE = "phone", _("Telephone")
    MEETING = "meeting", _("Meeting")
    ZALO = "zalo", "Zalo"
    KAKAOTALK = "kakaotalk", "KakaoTalk"
    WECHAT = "wechat", "WeChat"


class EntrySource(TextChoices):
    """Where an enquiry came from that an officer types in."""

    PHONE = "phone", _("a telephone call")
    VISIT = "visit", _("a visit to the desk")
    FAIR = "fair", _("a fair or conference")
    MAIL = "mail", _("a mail or letter")
    CHAT = "chat", _("Zalo, KakaoTalk or WeChat")


class ConsentPurpose(TextChoices):
    ANSWER_REQUEST = "answer_request", _("Answer my request")
    SHARE_WITH_DEVELOPER = "share_with_developer", _("Share with the park's developer")
    NEWSLETTER = "newsletter", _("Newsletter")
    WATCH = "watch", _("Watch a result")


ASKED_WITH_A_LEAD = tuple(one for one in ConsentPurpose if one != ConsentPurpose.WATCH)  # a watch has its own form


class WishEnd(TextChoices):
    """Why a mail that somebody asked for regularly comes no more."""

    STOPPED = "stopped", pgettext_lazy("mails end", "stopped by the reader")
    OVER = "over", pgettext_lazy("mails end", "the time was over")
    BOUNCED = "bounced", pgettext_lazy("mails end", "the address bounced")
    WITHDRAWN = "withdrawn", pgettext_lazy("mails end", "the consent was withdrawn")
    RESTRICTED = "restricted", pgettext_lazy("mails end", "the use of the data was restricted")
    ERASED = "erased", pgettext_lazy("mails end", "the data were erased")
    DOUBLED = "doubled", pgettext_lazy("mails end", "another watch of the address asks the same")


class PrivacyRight(TextChoices):
    """What a person may ask about their own data (Law 91/2025/QH15)."""

    WITHDRAW = "withdraw", _("Withdraw a consent")
    ACCESS = "access", _("A copy of the data")
    CORRECT = "correct", _("Correct the data")
    RESTRICT = "restrict", _("Restrict the use")
    ERASE = "erase", _("Erase the data")


class PrivacyState(TextChoices):
    OPEN = "open", pgettext_lazy("request about data", "open")
    DONE = "done", pgettext_lazy("request about data", "done")
    REFUSED = "refused", pgettext_lazy("request about data", "refused")
    ERASED = "erased", pgettext_lazy("request about data", "not answered: the data were erased")


class BreachStep(TextChoices):
    """What was done about a breach."""

    NOTE = "note", _("Something was done")
    TOLD = "told", _("The ministry was told")
    PERSONS = "persons", _("The persons concerned were told")
    UNNEEDED = "unneeded", _("The persons concerned need not be told: why")
    CLOSED = "closed", _("Closed: nothing is left to do")


class Clock(TextChoices):
    """What is promised by when (leads/seed/service_targets.yaml, ours)."""

    FIRST_REPLY = "first_reply", _("First human reply")
    FULL_ANSWER = "full_answer", _("Full answer")
    REPLY_TO_MESSAGE = "reply_to_message", _("Reply to a later message")
    NEXT_STEP = "next_step", _("Next step")


class EventKind(TextChoices):
    RECEIVED = "received", _("Received")
    ASSIGNED = "assigned", _("Assigned")
    MAIL_SENT = "mail_sent", _("Mail sent")
    MAIL_FAILED = "mail_failed", _("Mail failed")
    PACK_ISSUED = "pack_issued", _("Answer pack issued")
    MESSAGE_WRITTEN = "message_written", _("Message from the investor")
    REMINDED = "reminded", _("Reminded by the investor")
    PROFILE_CHANGED = "profile_changed", _("Profile changed by the investor")
    LINK_CHANGED = "link_changed", _("Link to the file")
    ANSWER_JUDGED = "answer_judged", _("Whether we answered")
    DESCRIBED = "described", _("Project noted")
    NOTE_WRITTEN = "note_written", _("Note")
    REPLIED = "replied", _("Officer replied")
    STAGE_CHANGED = "stage_changed", _("Stage changed")
    NEXT_STEP_SET = "next_step_set", _("Next step")
    PAUSED = "paused", _("Clock paused")
    RESUMED = "resumed", _("Clock resumed")
    CONTACTED = "contacted", _("Spoke with the investor")
    HELD = "held", _("Plots held")
    HOLD_QUEUED = "hold_queued", _("Waits for plots")
    HOLD_EXTENDED = "hold_extended", _("Hold extended")
    HOLD_APPROVED = "hold_approved", _("Hold approved")
    HOLD_SIGNED = "hold_signed", _("Land contract signed for held plots")
    HOLD_ENDED = "hold_ended", _("Hold ended")
    MERGED = "merged", _("Record merged")
    UNMERGED = "unmerged", _("Merge taken back")
    DUE_MOVED = "due_moved", _("Due time moved")
    ESCALATED = "escalated", _("Escalated")
    ACKNOWLEDGED = "acknowledged", _("Escalation acknowledged")
    CONSENT_GIVEN = "consent_given", _("Consent given")
    MAIL_RECEIVED = "mail_received", _("Mail from the investor")
    CONTACT_CHANGED = "contact_changed", _("Contact changed")
    PATH_CHOSEN = "path_chosen", _("Procedures chosen")
    STEP_BEGUN = "step_begun", _("Step of the procedures begun")
    STEP_DONE = "step_done", _("Step of the procedures done")
    STEP_CLEARED = "step_cleared", _("Days of a step taken back")
    CONCEALED = "concealed", _("Made confidential")
    RELEASED = "released", _("No longer confidential")
    REFERRED = "referred", _("Another department asked")
    REFERRAL_TAKEN = "referral_taken", _("Question taken by an officer")
    REFERRAL_DONE = "referral_done", _("Another department answered")
    REFERRAL_BACK = "referral_back", _("Question given back")
    REFERRAL_ENDED = "referral_ended", _("Question withdrawn")
    TASK_SET = "task_set", _("Task set")
    TASK_DONE = "task_done", _("Task done")
    TASK_REOPENED = "task_reopened", _("Task opened again")
    MEETING_SET = "meeting_set", _("Appointment")
    MEETING_ENDED = "meeting_ended", _("Appointment over")
    MEETING_ANSWERED = "meeting_answered", _("Answer of a calendar")
    PRIVACY_ASKED = "privacy_asked", _("Request about personal data")
    PRIVACY_ANSWERED = "privacy_answered", _("Request about personal data answered")
    RESTRICTED = "restricted", _("Use of the data restricted")
    FREED = "freed", _("Restriction of use ended")
    ERASED = "erased", _("Personal data erased")
    KEPT_LONGER = "kept_longer", _("Kept longer")


class AccessKind(TextChoices):
    """What somebody did with personal data: read it, looked for it, took it away."""

    LEAD = "lead", _("File opened")
    LIST = "list", _("List read")
    SEARCH = "search", _("Searched")
    RECORD = "record", _("Organisation or person read")
    MAIL = "mail", _("Mails read")
    FETCHED = "file", _("Document fetched")
    EXPORT = "export", _("List taken away")
    OPENED = "opened", _("File opened with a reason")


class TaskKind(TextChoices):
    """What a task is. A call that the investor asked for carries no words: its kind says what to do."""

    ACTION = "todo", pgettext_lazy("kind of task", "To do")
    CALL = "call", _("Call the investor")


class TaskState(TextChoices):
    """Where a task stands; dropped: the lead was closed before it was done."""

    OPEN = "open", pgettext_lazy("state of a task", "open")
    DONE = "done", pgettext_lazy("state of a task", "done")
    DROPPED = "dropped", _("no longer needed")


class Role(TextChoices):
    """Groups of the Wagtail admin; who opens what stands in leads/services/access.py."""

    OFFICER = "officer", _("Investment officer")
    HEAD_OF_DEPARTMENT = "head_of_department", _("Head of department")
    DUTY_HEAD = "duty_head", _("Duty head")
    LEADER = "leader", _("Provincial leader")
    JURIST = "jurist", _("Jurist")
    APPROVER = "approver", _("Approver")
    EDITOR = "editor", _("Editor")
    LAND_MANAGER = "land_manager", _("Land manager")
    ADMIN = "admin", _("Administrator")


class LinkRights(TextChoices):
    """What a signed link lets its holder do: the investor everything, a colleague it was passed on to only read."""

    OWNER = "owner", _("the investor")
    GUEST = "guest", _("a colleague, reading only")


class EndReason(TextChoices):
    """Why an investor ends the case on the page."""

    LATER = "later", _("Not now: come back to me on a day")
    CANCELLED = "cancelled", _("The project is cancelled or put off")
    ELSEWHERE_VN = "elsewhere_vn", _("Another place in Viet Nam was chosen")
    ELSEWHERE = "elsewhere", _("Another country was chosen")


class Verdict(TextChoices):
    """The one question after the full answer: did we answer?"""

    YES = "yes", pgettext_lazy("did we answer", "Yes, everything")
    PARTLY = "partly", pgettext_lazy("did we answer", "In part")
    NO = "no", pgettext_lazy("did we answer", "No")


class AppointmentKind(TextChoices):
    """How investor and officer meet."""

    VIDEO = "video", _("Talk by video")
    PHONE = "phone", _("Talk by telephone")
    VISIT = "visit", pgettext_lazy("appointment", "Site visit")


class AppointmentState(TextChoices):
    BOOKED = "booked", pgettext_lazy("appointment", "Booked")
    HELD = "held", pgettext_lazy("appointment", "Took place")
    MISSED = "missed", pgettext_lazy("appointment", "Did not take place")
    CANCELLED = "cancelled", pgettext_lazy("appointment", "Cancelled")


class AppointmentEnd(TextChoices):
    """How an appointment came to its end; `nobody`: no officer is there at that time any more."""

    HELD = "held", _("it took place")
    NO_SHOW = "no_show", _("the investor did not come")
    NOT_HELD = "not_held", _("it could not be held on our side")
    INVESTOR = "investor", _("cancelled by the investor")
    DESK = "desk", _("cancelled by the desk")
    NOBODY = "nobody", _("nobody is there at that time any more")
    CLOSED = "closed", _("the file was closed")
    RESTRICTED = "restricted", _("the use of the data was ended or restricted")
    ERASED = "erased", _("the personal data were erased")


class AppointmentReply(TextChoices):
    """What the investor's own calendar answered to the invitation."""

    ACCEPTED = "accepted", pgettext_lazy("answer of a calendar", "accepted")
    TENTATIVE = "tentative", pgettext_lazy("answer of a calendar", "perhaps")
    DECLINED = "declined", pgettext_lazy("answer of a calendar", "declined")


class DueKind(TextChoices):
    SEND_MAIL = "send_mail", _("Send mail")
    END_PAUSE = "end_pause", _("End a pause")
    ESCALATE = "escalate", _("Next level of escalation")
    START_LEAVE = "start_leave", _("A leave begins")
    END_LEAVE = "end_leave", _("A leave is over")
    DIGEST = "digest", _("Digest of new leads")
    REFERRAL = "referral", _("Answer of another department due")
    LAW_IMPACT = "law_impact", _("Impact of a draft of law")
    SETTLE_HOLDS = "settle_holds", _("Holds that end, and who comes next")
    TASK = "task", _("Reminder of a task")
    INCOMING = "incoming", _("Read a mail from outside")
    FORGET = "forget", _("Forget what is past its time")
    PRIVACY = "privacy", _("Request about personal data due")
    BREACH = "breach", _("Notice of a breach due")
    FIGURES = "figures", _("Count the figures of the desk")
    WATCH = "watch", _("Watches: what changed for a project")
    NEWSLETTER = "newsletter", _("Newsletter")
    APPOINTMENT = "appointment", _("Appointments: reminders, and who keeps them")
    CASES = "cases", _("Link to all files of an address")
    SCAN = "scan", _("Scan a file")


class ScanState(TextChoices):
    """What the virus scanner said of a kept file. NONE: there was no scanner when it came."""

    NONE = "", _("not scanned")
    WAITING = "waiting", _("being checked")
    CLEAN = "clean", _("checked")


class Standing(TextChoices):
    """Where a lead's path has come to, at its furthest step."""

    OPEN = "open", pgettext_lazy("figures", "still there")
    PARKED = "parked", pgettext_lazy("figures", "parked")
    LOST = "lost", pgettext_lazy("figures", "lost")
    NO_LEAD = "no_lead", pgettext_lazy("figures", "no investment enquiry")


class Kept(TextChoices):
    """Whether a promised answer was given, and in time."""

    IN_TIME = "in_time", pgettext_lazy("figures", "in time")
    LATE = "late", pgettext_lazy("figures", "late")
    NONE = "none", pgettext_lazy("figures", "not yet")


class Outcome(TextChoices):
    """Did we answer? The investor's word after the full answer, or why there is none."""

    YES = "yes", pgettext_lazy("did we answer", "Yes, everything")
    PARTLY = "partly", pgettext_lazy("did we answer", "In part")
    NO = "no", pgettext_lazy("did we answer", "No")
    SILENT = "silent", pgettext_lazy("did we answer", "Answered, no word from the investor yet")
    WAITING = "waiting", pgettext_lazy("did we answer", "Not answered yet")


class IncomingState(TextChoices):
    """What became of a mail from outside."""

    WAITING = "waiting", _("waits to be read")
    FILED = "filed", _("in a file")
    NEW_LEAD = "new_lead", _("became a new lead")
    BOUNCE = "bounce", _("a report of a mail not delivered")
    DUTY = "duty", _("with the duty head")
    DROPPED = "dropped", _("put aside")


class MailStyle(TextChoices):
    """How an officer hears of a new lead; an urgent one always comes by itself."""

    EACH = "each", _("A mail for each lead")
    DIGEST = "digest", _("One mail at each opening of the office")


class MailState(TextChoices):
    QUEUED = "queued", _("Queued")
    SENT = "sent", _("Sent")
    FAILED = "failed", _("Failed")


class HoldState(TextChoices):
    """How a hold stands. `signed`: the land contract is signed, and the land's own record does not say so yet."""

    WAITING = "waiting", pgettext_lazy("hold", "Waiting")
    LIVE = "live", pgettext_lazy("hold", "Held")
    SIGNED = "signed", pgettext_lazy("hold", "Contract signed")
    ENDED = "ended", pgettext_lazy("hold", "Ended")


class HoldEnd(TextChoices):
    """Why a hold is over."""

    EXPIRED = "expired", _("the time ran out")
    RELEASED = "released", _("released")
    WITHDRAWN = "withdrawn", _("given up while waiting")
    REFUSED = "refused", _("refused by the head")
    CLOSED = "closed", _("the file was closed")
    LEASED = "leased", _("the land is leased")


class RuleSetState(TextChoices):
    DRAFT = "draft", _("Draft")
    PUBLISHED = "published", pgettext_lazy("rules", "In force")


class ReferralState(TextChoices):
    OPEN = "open", pgettext_lazy("referral", "Waiting for the answer")
    DONE = "done", pgettext_lazy("referral", "Answered")
    BACK = "back", pgettext_lazy("referral", "Given back")
    ENDED = "ended", pgettext_lazy("referral", "Withdrawn")
