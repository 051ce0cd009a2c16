"""Where a message asks: its questions, requests, lists and phrases that name a thing, each by itself. Pure.

In doubt a sentence is taken for a question: one too many costs a line, one lost costs an answer.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from leads.reading.folded import folded

PHRASE_WORDS = 16  # a phrase, not an account of something
ADDRESSED = 10  # words: "Dear Mr. Nguyen of the investor desk,"
MARK = r"\(?\d{1,2}[.):]|\(?[a-h]\)"
NUMBERED = re.compile(rf"^\s*(?:[-*•–+]|{MARK})\s+")
INLINE = re.compile(r"(?:(?<=\s)|^)(?:\((\d{1,2})\)|(\d{1,2})[.)])\s+(?=\D)")
# A point behind these ends no sentence.
# fmt: off
SHORT = frozenset({
    "mr", "mrs", "ms", "dr", "prof", "no", "nos", "approx", "ca", "e.g", "i.e", "eg", "ie", "p.a", "re", "vs",
    "incl", "excl", "max", "min", "est", "tel", "ext", "co", "ltd", "jsc", "inc", "st", "u.s", "u.k", "tp", "ths",
    "ts", "kcn", "cty", "ks", "gs", "pgs", "sđt", "tr",
})
# Chat spelling, folded -> the words it stands for.
CHAT = {
    "ko": "khong", "hok": "khong", "khg": "khong", "hk": "khong", "khum": "khong", "kh": "khong", "dc": "duoc",
    "bn": "bao nhieu", "bnhieu": "bao nhieu", "nhiu": "nhieu", "bgio": "bao gio", "bh": "bao gio", "bl": "bao lau",
    "ntn": "the nao", "j": "gi", "cx": "cung", "mk": "minh", "vs": "voi",
}
# fmt: on
ALONE_K = re.compile(r"(?<!\d )\bk\b")
END = re.compile(r"[?!？。！]+|\.+(?=\s|$)|\n")
PARTICLES = r"(?: (?:a|ah|nhi|nha|nhe|vay|the|day|ha|anh|chi|em|ad|admin|shop|roi|r|hay))*$"
ASKING = re.compile(
    r"^(?:and |also |or |but |so |va |vay )*"
    r"(?:what|how|when|which|who|whom|whose|where|why|is|are|can|could|do|does|did|will|would|may|should|has|have|any"
    r"|whether|if any)\b"
    r"|\b(?:what|how|when|which|who) (?:is|are|about|much|many|far|long|soon|often|can|do|does|would|will|pays?)\b"
    r"|\b(?:whether|how to)\b"
    r"|\b(?:bao nhieu|bao lau|bao gio|bao xa|khi nao|luc nao|the nao|nhu nao|la gi|nhung gi|o dau|may ngay|may nam"
    r"|may lan|tai sao|vi sao|ra sao|lam sao|duoc khong|co khong|khong nhi|khong vay|chua vay|hay khong|hay chua"
    r"|cua ai|la ai|do ai"
    r"|(?:mot|1) lan hay)\b"
    r"|\b(?:co|duoc|con|da|bi)\b.*\b(?:khong|chua)\b"
    rf"|\b(?:khong|chua|nhi|vay|gi|sao){PARTICLES}"
)
ASKING_MARKED = re.compile(r"\b(?:mấy|nào|đâu|(?<!câu )(?<!đòi )(?<!học )hỏi)\b")
YOU = r"(?:em|toi|minh|chung (?:toi|em|minh)|ben (?:em|toi|minh)|cong ty|anh|chi|anh chi|quy vi|duoc|xin)"
# Who asks, before "hoi": "sep toi hoi", "doi tac cua chung toi hoi".
PERSON = (
    r"(?:sep|giam doc|doi tac|khach|khach hang|dong nghiep|lanh dao|co dong|nha dau tu|cong ty me|ban lanh dao|ke toan"
    r"|chu tich|luat su|toi|em|minh|ho)"
)
REQUEST = re.compile(
    r"\b(?:please|kindly|pls|plz|needs?|let (?:me|us) know|(?:tell|give|send|show|help|inform) (?:me|us)|advise|advice"
    r"|(?:would|d) (?:also )?like (?:the|a|an|some|your|more|all|\w+ figures)"
    r"|share with us|to know|to (?:understand|clarify)|like to (?:see|receive|have|get|learn|ask)|interested in"
    r"|looking for|want(?:ed)? to (?:see|ask|learn|get|have)|curious|wonder(?:ing)?|grateful|appreciate|unclear"
    r"|not (?:clear|sure)|unsure|(?:do not|don t|cannot|can t) (?:know|see|find|tell)|worried|concern(?:s|ed)?"
    r"|care about|questions? (?:is|are|on|about|regarding)|(?:en|in)quir(?:e|y|ing|ies)|request(?:ing)?"
    r"|asks|asked|asking|ask (?:you|if|about|for|what|how|when|which|who|where|why)|wonders|(?:in|en)quire[sd]"
    r"|requests|requested|(?:confirm|check|verify|find out|sure|see|tell|say|know) if|find out (?:about|how|what|the)"
    r"|wants? (?:to (?:hear|check|verify|confirm|understand|be sure)"
    r"|(?:an )?(?:answers?|confirmation|clarity|details?))"
    r"|answers? (?:on|about|as to)|(?:clarity|confirmation|certainty|guidance) (?:on|about|of|that|as to)"
    r"|(?:information|details?|quotation|clarification|data|figures) (?:on|of|about|for|regarding))\b"
    r"|^(?:and |also |then |next )*(?:quote|provide|explain|give|confirm|send|show|list|describe|clarify|specify|state"
    r"|indicate|share|inform|check|compare|estimate|calculate|outline|summari[sz]e|detail|attach|include|forward"
    r"|name|identify|propose|suggest|recommend|arrange|advise|elaborate|tell|help|supply us|guide|walk us)\b"
    rf"|\bcho (?:{YOU} )*(?:hoi|biet|xin|xem)\b"
    r"|\b(?:de nghi|xin (?:gui|cho|cung cap|hoi|duoc|bao|thong tin|tu van|giup)|vui long|lam on|nho (?:anh|chi|ban|quy)"
    r"|muon (?:xac nhan|kiem tra|nam ro|biet|hoi|tim hieu|duoc|xem|nhan|ro)|mong (?:anh|chi|ban|duoc|nhan|quy|som)"
    r"|can (?:biet|thong tin|tim hieu|hoi|bao gia|tu van|ho tro|gap|xem|lam ro|giai thich|xac nhan|cung cap)"
    r"|quan tam|tu van|bao gia|gui (?:giup|cho|toi|em|minh|ho|kem)|cung cap (?:giup|cho|thong tin|them|so lieu)"
    r"|huong dan|giai thich|giai dap|lam ro|neu ro|noi ro|cho y kien|xac nhan (?:giup|cho|lai)"
    r"|gioi thieu (?:giup|cho|ve)"
    r"|(?:chua|khong) (?:ro|biet|hieu|nam)|thac mac|ban khoan|lo (?:ngai|lang)|hoi (?:ve|them|giup|chut|ty|xiu)"
    r"|thong tin (?:ve|them))\b"
    rf"|\b{PERSON}(?: \w+){{0,5}}? (?<!xa )(?<!cau )(?<!doi )(?<!hoc )(?<!thu )hoi\b"
    r"(?! (?:dong|nghi|thao|vien|nhap|cho|doai|nuoc))|cau hoi (?:ve|la)\b"
    r"|^(?:hoi|cung cap|xac nhan|liet ke|bao|gui)\b"
)
# Sentences about the writer tell rather than ask; so do those with a verb of their own, unless others ask.
WRITER = re.compile(
    r"\b(?:we|our|i)\b|^(?:they|he|she|my|the company|chung (?:toi|em|minh)|toi|em|minh|ben (?:em|minh|toi)"
    r"|cong ty|doanh nghiep|nha may cua)\b"
)
VERB = re.compile(r"\b(?:is|are|was|were|am|has|have|had|will|been|makes?|builds?|la|se|dang|da)\b")
FIGURE = re.compile(r"(?<![\w/])\d[\d.,]*(?!\w)")
# What a sentence may begin with before it says something: greetings, thanks, turns of speech.
GREETING = re.compile(
    r"^\W*(?:dear|hello|hi|hey|greetings|good (?:morning|afternoon|evening|day)|to whom it may concern"
    r"|(?:many )?thanks?(?: you)?(?: (?:so|very) much)?|k[íi]nh (?:g[ửu]i|ch[àa]o|th[ưu]a)"
    r"|(?:d[ạa],? )?(?:(?:em|tôi|toi|mình|minh|chúng tôi|chung toi) )?(?:xin )?ch[àa]o"
    r"|(?:xin )?c[ảa]m [ơo]n|al[ôo]|d[ạa]|by the way|btw|nhân tiện|nhan tien|tiện thể|tien the)\b",
    re.IGNORECASE,
)
ADDRESSEE = re.compile(
    r"^\W*(?:sirs?|madam|team|all|there|everyone|anh|chị|chi|em|ad|admin|các|cac|bạn|ban|quý vị|quy vi|quý|quy"
    r"|mọi người|moi nguoi|ạ|nhé|or|and|/)\b",
    re.IGNORECASE,
)
CLOSING = re.compile(
    r"^(?:(?:best|kind|warm|with|many|yours)? ?(?:best |kind )?regards|sincerely|yours|best wishes|cheers"
    r"|tran trong|kinh thu|kinh chao|than men|thanks?|thank you|(?:xin )?(?:chan thanh )?cam on|look(?:ing)? forward)\b"
)
SIGNED = re.compile(r"^(?:(?:best|kind|warm)? ?(?:best |kind )?regards|sincerely|yours|tran trong|kinh thu)\b")
JOINED = re.compile(
    r"^(?:and also|and|also|plus|as well as|và cả|và|va|cũng như|cùng với|ngoài ra)\b[\s,:]*", re.IGNORECASE
)
LISTED = re.compile(r"[,;，、]\s+|\s+[/|–-]\s+|…,?\s*")
APART = re.compile(
    r"[,;，、]\s+(?:(?:and|also|plus|và|va) )?|\s+(?:and|và|cũng như|as well as|plus|&)\s+", re.IGNORECASE
)
# Words that begin something said of what was asked, not a thing asked beside it.
# fmt: off
BESIDE = frozenset({
    "in", "at", "for", "from", "to", "on", "by", "with", "within", "near", "of", "if", "as", "because", "since",
    "so", "then", "thank", "thanks", "please", "before", "after", "until", "that", "who", "which", "where", "not",
    "or", "under", "per", "than", "including", "such", "excluding", "about", "thai", "viet", "yen", "pho", "tinh",
    "tai", "o", "cho", "cua", "voi", "neu", "de", "trong", "theo", "tu", "den", "va", "hoac", "vi", "nen", "thi",
    "la", "nhu", "do", "khi", "sau", "truoc", "xin", "cam", "mong", "nho", "anh", "chi", "em", "a", "nhe", "hay",
    "bao", "gom", "ke", "ca",
})
# fmt: on
# "…, mất bao lâu" asks it of what stands before.
TIME_OF_IT = re.compile(
    r"^(?:(?:va|and|roi) )?(?:mat |het |trong )?(?:bao lau|may ngay|bao nhieu ngay|may thang|how long)"
    r"(?: a| nhi| the| vay)?$"
)
PART_WORDS = 6
ALONE_WORDS = 3
CLAUSES = re.compile(
    r"\s*;\s+|(?:,\s+(?:and |also |plus |và )?|\s+(?:and|also) )(?=(?:who|when|how|what|which|where|why) (?:\S+ ){2})"
    r"|,\s+(?:and )?(?=(?:is|are|can|could|do|does|will) (?:there|we|you|the|it|foreign) )",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Named:
    """Whether words name a known subject, by more than a weak phrase (`surely`), and ask for a price.

    `of_it`: subjects that may be asked of what stands before, where nothing else is named; `wider`: those that are so
    where they follow these words.
    """

    any: bool
    surely: bool
    price: bool
    of_it: frozenset[str]
    wider: frozenset[str]


Naming = Callable[[str], Named]


@dataclass(frozen=True, slots=True)
class _Sentence:
    """`asks`: by its form; `item`: of a list; `after`: below the writer's signature."""

    text: str
    asks: bool
    item: bool
    after: bool


def asked(text: str, names: Naming) -> Iterator[str]:
    """What is asked, in its order; `names` tells whether words name a known subject."""
    sentences = list(_read(text))
    anything = any(one.asks for one in sentences)
    for one in sentences:
        if one.asks:
            yield from _worth(_clauses(one.text, names))
        elif one.item:
            yield from _worth(_parts(one.text, names) if _is_list(one.text) else [one.text])
        elif not one.after:
            yield from _worth(_phrases(one.text, names, anything))


def _read(text: str) -> Iterator[_Sentence]:
    listing = after = False  # "Need:" makes what follows on its line, and the list below, requests
    for line in text.splitlines():
        after = after or bool(SIGNED.match(folded(line)))
        for item, piece in _pieces(line):
            listed = item or (listing and bool(line.strip()))
            found = [_Sentence(bare, asks, listed, after) for bare, asks in _judged(piece)]
            if listed and any(one.asks for one in found):
                found = [one for one in found if one.asks or not WRITER.search(folded(one.text))]
            yield from found
        if not (NUMBERED.match(line) or (listing and line.strip())):
            listing = False
        listing = listing or line.rstrip().endswith(":")


def _judged(piece: str) -> Iterator[tuple[str, bool]]:
    """Each sentence without greeting, and whether it asks by its form; neither greetings nor closings alone."""
    for sentence in _sentences(piece):
        bare = _without_greeting(sentence)
        if not bare.strip() or bare.rstrip().endswith(":"):
            continue
        asks = _asks(bare)
        if asks or not CLOSING.match(folded(bare)):
            yield bare, asks


def _asks(text: str) -> bool:
    if text.rstrip(" )\"'”").endswith(("?", "？")):
        return True
    plain = " ".join(CHAT.get(word, word) for word in ALONE_K.sub("khong", folded(text)).split())
    return bool(ASKING.search(plain) or REQUEST.search(plain) or ASKING_MARKED.search(text.casefold()))


def _without_greeting(sentence: str) -> str:
    """What is said behind "Dear Mr. Nguyen," or "Xin chào anh chị"; "" where that is all."""
    greeting = GREETING.match(sentence)
    if not greeting:
        return sentence
    rest = sentence[greeting.end() :]
    until = re.search(r"[,!:;–—]|\s-\s", rest)
    if until and len(rest[: until.start()].split()) <= ADDRESSED and not _asks(rest[: until.start()]):
        return rest[until.end() :].strip()
    while addressee := ADDRESSEE.match(rest):
        rest = rest[addressee.end() :]
    if _asks(rest):
        return rest.strip(" ,")
    return "" if len(rest.split()) < ADDRESSED else sentence


def _clauses(text: str, names: Naming) -> Iterator[str]:
    """A sentence of several questions, parted where the next begins."""
    first, *more = _apart(text, CLAUSES, names)
    yield from _each(first, names)
    for part in more:
        yield from _each(JOINED.sub("", part.strip()), names)


def _each(text: str, names: Naming) -> list[str]:
    """Parts of which each asks by itself: "gia bao nhieu, co duoc mien thue khong"."""
    parts = _apart(text, LISTED, names)
    if any(TIME_OF_IT.match(folded(part).rstrip(" ?？")) for part in parts[1:]):
        return [text]
    alone = len(parts) > 1 and all(len(part.split()) >= ALONE_WORDS and _asks(part.rstrip(" ?？")) for part in parts)
    return parts if alone else [text]


def _apart(text: str, between: re.Pattern[str], names: Naming) -> list[str]:
    """Parts; "…offices, and what the rent is" stays whole, as the rent is theirs."""
    parts: list[str] = []
    begin = 0  # of the part before
    cuts = [(cut.start(), cut.end()) for cut in between.finditer(text)]
    for at, (end, behind) in enumerate(cuts):
        until = cuts[at + 1][0] if at + 1 < len(cuts) else len(text)
        if not names(text[behind:until]).of_it & names(text[begin:end]).wider:
            parts.append(text[begin:end])
            begin = behind
    return [*parts, text[begin:]]


def _phrases(text: str, names: Naming, anything: bool) -> Iterator[str]:
    """Parts of a phrase or list that names a known subject: where nothing else is asked only if it does so surely."""
    plain, named = folded(text), names(text)
    if not named.any or WRITER.search(plain) or not (named.surely or anything):
        return
    if FIGURE.search(text) or VERB.search(plain):
        if anything and named.surely:
            yield text
    elif _is_list(text):
        yield from _parts(text, names)


def _is_list(text: str) -> bool:
    plain = folded(text)
    short = all(len(part.split()) <= PHRASE_WORDS for part in LISTED.split(text))
    return short and not (FIGURE.search(text) or VERB.search(plain) or WRITER.search(plain))


def _parts(text: str, names: Naming) -> Iterator[str]:
    """Of a list; "tariff per m3" stays with what stands before it, whose price it is."""
    parts: list[str] = []
    for part in LISTED.split(text):
        named = names(part)
        its = parts and ((named.price and not named.surely) or named.of_it & names(parts[-1]).wider)
        if its:
            parts[-1] = f"{parts[-1]}, {part}"
        else:
            parts.append(JOINED.sub("", part.strip()))
    yield from parts


def listed(text: str) -> list[str]:
    """Parts of a list, at commas and at "and"; one of a single part is none."""
    parts = APART.split(text.strip(" .?!？"))
    return parts if len(parts) > 1 else []


def others(text: str, names: Naming) -> Iterator[str]:
    """Parts of a sentence behind what it names, that name something else which nobody knows: "…, and helicopters?"."""
    known = False
    for part in APART.split(text.strip(" .?!？")):
        named = names(part).any
        plain = folded(part).split()
        tells = WRITER.search(folded(part)) or VERB.search(folded(part)) or FIGURE.search(part) or _asks(part)
        if known and not named and 1 < len(plain) <= PART_WORDS and plain[0] not in BESIDE and not tells:
            yield " ".join(part.split())
        known = known or named


def _pieces(line: str) -> Iterator[tuple[bool, str]]:
    """The line, or its numbered parts; True: one of a list."""
    marks = list(INLINE.finditer(line))
    numbers = [int(mark.group(1) or mark.group(2)) for mark in marks]
    if len(marks) > 1 and all(after == before + 1 for before, after in pairwise(numbers)):
        if before := line[: marks[0].start()].strip():
            yield False, before
        ends = [*(mark.start() for mark in marks[1:]), len(line)]
        yield from ((True, line[mark.end() : end].strip(" ,;")) for mark, end in zip(marks, ends, strict=True))
    elif item := NUMBERED.match(line):
        yield True, line[item.end() :]
    else:
        yield False, line


def _sentences(line: str) -> Iterator[str]:
    """Parted at ends that are ends: not behind "Mr.", "no.", "Nguyen A." or inside "3.5 ha", yet behind "ạ."."""
    begin = 0
    for end in END.finditer(line):
        before = line[begin : end.start()].split()
        last = before[-1].casefold().lstrip("(").rstrip(".") if before else ""
        initial = len(last) == 1 and last.isalpha() and before[-1].lstrip("(")[0].isupper() and last != "ạ"
        if end.group().startswith(".") and (last in SHORT or initial):
            continue
        yield line[begin : end.end()]
        begin = end.end()
    yield line[begin:]


def _worth(texts: Iterator[str] | list[str]) -> Iterator[str]:
    for text in texts:
        tidy = " ".join(text.split())
        if len(folded(tidy)) > 2:
            yield tidy
