"""Signs, tasks and stage of a note, each standing on words of the note itself (codebook, sections 5 and 6)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import numpy as np

from notesense.codebook.cues import Cue
from notesense.codebook.labels import LABELS, ROLES, STAGES, TASKS
from notesense.label.tag_model import FoundTags
from notesense.records import Look, Sign
from notesense.records.annotated import ACTOR_CODES, STATUS_CODES, AnnotatedBatch, Ints

# What a reader is told beside a sign; short, calm, never a verdict.
LOOK_SAYS: dict[str, str | dict[str, str]] = {
    "attention": {
        "stated": "speaks of possible harm",
        "asked_denied": "harm was asked about and denied",
    },
    "role_question": "a question of role, worth a talk",
    "mentor_asks": "the mentor asks for supervision, help or training",
    "client_says": "the client says something about the mentoring",
}

# Words around a hit decide what it says; all of it is matched in one segment and, for an answer, the next one.
_PERSON = r"(?:he|she|they|ct|cl|pt|client|member|mentee|participant|youth)"
_ASKED = re.compile(
    r"\b(?:ask(?:ed|s|ing)?|checked|inquired|enquired|screened|assessed)\b[^.?!]*?"
    r"\b(?:if|whether|wether|about|abt|re|for|directly)\b|\?\s*$"
)
_ABOUT = re.compile(r"\b(?:about|abt|re:?)\s+$")
_SAFE = re.compile(r"\b(?:safe|ok|okay|all right|alright)\b")
_NO = re.compile(
    rf"\b(?:{_PERSON}\s+)?(?:said|says|say|answered|replied|responded|stated|told me)\s+(?:that\s+)?[\"'“‘]?"
    r"(?:no|nope|never|not|(?:he|she|they)\s+(?:had|has|have|was|is|did|does|do|would)(?:n['’]?t|\s+not|\s+never))\b"
    r"|\bden(?:ied|ies|ying|ys|yed|id)\b|\bsh(?:ook|akes)\s+(?:his|her|their)\s+head\b|^\W*(?:no|nope|not at all)\b"
    r"|[,;:–-]\s*(?:no|nope|not at all|none)\s*(?:[.,;!]|$)"
)
_YES = re.compile(
    rf"\b(?:{_PERSON}\s+)?(?:said|says|say|answered|replied|responded|stated|told me)\s+(?:that\s+)?[\"'“‘]?"
    r"(?:yes|yeah|yep|yea|sometimes|often|maybe|a bit|(?:he|she|they)\s+(?:had|has|have|was|is|did|does|do)\b(?!n|\s+n))"  # noqa: E501
    r"|\bnod(?:ded|s)?\b|\b(?:admit|admitted|admits|confirmed|confirms|agreed|endorsed|endorses|disclosed)\b"
    r"|^\W*(?:yes|yeah|sometimes)\b|[,;:–-]\s*(?:yes|yeah|sometimes)\b"
)
_DENIED = re.compile(
    r"\b(?:den(?:ied|ies|ying|ys|yed|id|y)(?!\s+(?:her|him|them|access|entry|food))|no\s+(?:current\s+|present\s+)?"
    r"(?:thoughts?|signs?|evidence|indications?|reports?|mention|disclosures?|urges?)\s+(?:of|to)|not\s+having)\b"
    r"(?P<between>[^.;!?]*)$"
)
# After these a denial no longer reaches: a new statement has begun.
_NEW_STATEMENT = re.compile(
    r"\b(?:but|however|though|although|yet|states?|stated|says|said|reports?|reported|shared|disclosed|admits?|admitted|"
    r"endorses?|endorsed|then|because|told|noted)\b"
)
_ONLY_PLAN = re.compile(r"\b(?:plans?|intent|intention|intentions|means)\b")
_DENIED_AFTER = re.compile(r"^\s*(?:[:=–-]\s*(?:denied|denies|none|no|neg|negative)\b|(?:was|were)?\s*denied\b)")
# "Her dad hit the gym", "beat cancer": the verb has another object.
_IDIOM_VERB = re.compile(r"\b(?:hit|hits|beat|beats|kicked|attacked|punched|slapped|shook|strangled)$")
_IDIOM_OBJECT = re.compile(
    r"^\s+(?:(?:the|a|an|his|her|their|my|it|all)\s+)?(?:new\s+|big\s+)?(?:gym|roof|ceiling|goals?|targets?|road|streets?|"
    r"shops?|jackpot|lottery|milestone|home\s?run|snooze|books|sack|hay|brakes?|pub|bar|town|traffic|rush|odds|cancer|"
    r"covid|addiction|record|clock|deadline|charge|case|eggs?|game|level|score|habit|bucket|ball|bag|ticket|clock|"
    r"hands|head|it|me\s+(?:at|to)|him\s+(?:at|to)|her\s+(?:at|to)|us)\b"
)
_ABOUT_REACHING = re.compile(r"^\s+to\s+(?:texts?|calls?|messages?|outreach|emails?|voicemails?|contact)\b")
_KIN = (
    r"(?:brothers?|sisters?|mum|mom|mam|mother|dad|father|stepdad|stepmum|stepmom|stepfather|stepmother|friends?|mate|"
    r"pal|buddy|neighbou?rs?|cousins?|uncle|aunt|auntie|aunty|sons?|daughters?|kids?|child|children|baby|toddler|"
    r"roommate|flatmate|housemate|co-?worker|colleague|classmate|boyfriend|girlfriend|bf|gf|husband|wife|partner|ex|"
    r"fianc[ée]e?|grandmother|grandma|nan|gran|grandfather|grandad|grandpa|nephew|niece|grandson|granddaughter|"
    r"siblings?|parents?|family member|girl next door|stranger|boys|girls|"
    r"(?:another|other)\s+(?:client|resident|member|student|peer|tenant|patient|participant|guy|girl|man|woman))"
)
# The one at risk: "his brother nearly overdosed", "lost a friend to an overdose", "her sister was assaulted".
_AUX = r"(?:has|have|had|is|was|were|are|been|being|just|also|almost|nearly|recently|still|again|now|who|had\s+just|an?|of)"  # noqa: E501
_OTHER_BEFORE = re.compile(
    rf"\b{_KIN}(?:['’]?s)?(?:\s+{_AUX}|\s+\w+ly|\s+feels?|\s+felt|\s+feeling|\s+having|\s+tried|\s+to|\s+by|\s+in"
    r"|\s+from|\s+after|\s+and)*\s*$"
)
_OTHER_PASSIVE = re.compile(rf"\b{_KIN}\b(?:\s+\w+ly|\s+has|\s+had|\s+just)*\s+(?:is|was|were|are|been|got|gets|being|getting)"  # noqa: E501
                            r"(?:\s+(?:been|being|nearly|badly|just|also|still))*\s*$")  # fmt: skip
_PARTICIPLE = re.compile(
    r"^(?:was|were|been|being|is|got|gets|getting)\b|^(?:stabbed|shot|abused|assaulted|raped|strangled|molested|neglected|exploited|"
    r"harr?assed|stalked|scammed|trafficked|pimped|groomed|mugged|battered|bullied|beaten|attacked|jumped|conned|"
    r"sexually assaulted|physically abused|emotionally abused|sexually abused|verbally abused)\b"
)
_OTHER_IN_IT = re.compile(
    rf"^(?:\w+\s+)?(?:the\s+|his\s+|her\s+|their\s+|my\s+)?{_KIN}\s+(?:have|has|had|not|without|are|alone|sleeping)"
)
_OTHER_OBJECT = re.compile(rf"^\s*(?:(?:and\s+)?(?:the|his|her|their|my)\s+)?(?:\w+\s+)?{_KIN}\b(?!['’]s)")
_KIN_OBJECT_IN = re.compile(r"\b(?:kids|children|baby|siblings|toddler)\b")
_OTHER_FOUND = re.compile(rf"^found\s+(?:his|her|a|their)?\s*{_KIN}\b")
_OF_OTHER = re.compile(rf"^\s+(?:of|by)\s+(?:his|her|a|their|my)\s+{_KIN}\b")
_ENDS_IN_VERB = re.compile(r"\b(?!her$|him$|them$|me$)\w+(?:ed|s|en|it|at|ook|ing|her)$")
# Cues in which the one at risk is the object of the verb, so that a kin word before it is who does it.
_DONE_TO = frozenset({
    "violence_by_someone", "hurt_by_someone", "violence", "violence_more", "strangling", "control_neglect", "held_in",
    "exploitation", "money_kept", "threats", "threat_more", "touching", "followed", "weapon", "no_food_or_care",
})  # fmt: skip
# A judgement that somebody else made, or one that is feared, is none of the mentor's.
_NOT_THE_MENTORS = re.compile(
    r"\b(?:fear\w*|afraid|worr\w+|scared|anxious|asham\w+|seen|viewed|perceived|labell?ed|judged|call(?:s|ed|ing)?|accus\w+|"
    r"think(?:s|ing)?|thought|feel(?:s|ing)?|felt|believes?|believed|said|says|saying|told|tells|stated|states|shared|"
    r"reported|reports|described|describes|complained|not|never|isn['’]?t|wasn['’]?t|aren['’]?t|n['’]t|rather than|"
    r"instead of|story|book|character)\b"
)
_THE_MENTORS = re.compile(
    r"(?:^|[.;:,]\s*|\b(?:i|we|mentor|cps|pss|writer|staff|worker|coach|and)\s+)(?:think|thought|feel|felt|believe|told|said|called|"
    r"explained|in my view|informed|reminded)\b"
)
_SAFETY_RULE = re.compile(
    r"\b(?:harness\w*|helmets?|ppe|goggles|safety|gloves|seat\s?-?belts?|hazards?|hazardous|hard\s?-?hats?|hi-?\s?vis|ladders?|"
    r"lock-?\s?out|guards?|alarms?|fire|boots|masks?|machine\w*|saws?|forklift|scaffold\w*|chemicals?|respirator|"
    r"ear\s?(?:plugs|defenders|protection)|eye\s?(?:wash|protection)|life\s?-?(?:jacket|vest)|evacuat\w*|electric\w*|"
    r"power\s?tools?|allerg\w*|car seat|stove|oven|live wires?|speed limit|texting while|drink and drive|emergency)\b"
)


class Tagger:
    """Finds signs by the sign cues of the codebook.

    Parameters
    ----------
    cues : sequence of Cue
        The cues of the annotator that made the chunks, in its order.
    non_directive : bool
        Whether the role is non-directive; only then does commanding wording
        ask for a look (codebook, section 6).
    """

    def __init__(self, cues: Sequence[Cue], *, non_directive: bool = False) -> None:
        self.cues = tuple(cues)
        self.is_sign = np.array([cue.kind == "sign" for cue in cues], bool)
        self.is_role = np.array([cue.code == "role_question" for cue in cues], bool)
        self.is_command = np.array([cue.kind == "sign" and cue.id.startswith("commanding") for cue in cues], bool)
        self.non_directive = non_directive

    def signs(
        self, batch: AnnotatedBatch, learnt: FoundTags | None = None, label: Ints | None = None
    ) -> list[tuple[Sign, ...]]:
        """Return the signs of each note, in the order of the text, each phrase once.

        Parameters
        ----------
        batch : AnnotatedBatch
        learnt : FoundTags, optional
            What the tag model found; without it the cues alone speak.
        label : int array, shape (S,), optional
            The segments' printed labels.
        """
        # Dictionaries keep the order, and a note of many signs costs no more a sign.
        found: list[dict[Sign, None]] = [{} for _ in range(batch.notes)]
        hits = np.flatnonzero(self.is_sign[batch.hit_cue]) if len(batch.hit_cue) else np.empty(0, np.int64)
        note_of = np.searchsorted(batch.note_tokens, batch.hit_token[hits], side="right") - 1
        for hit, note in zip(hits.tolist(), note_of.tolist(), strict=True):
            cue = self.cues[batch.hit_cue[hit]]
            # A command is no sign where the role may direct; role_question has no kinds, so the cue's id says it.
            commands = cue.id.startswith("commanding")
            if (learnt is not None and cue.code != "attention" and not commands) or (
                commands and not self.non_directive
            ):
                continue
            first = int(batch.hit_token[hit])
            last = first + int(batch.hit_length[hit]) - 1
            if not _counts(cue, batch, first):
                continue
            around = _Around(batch, note, first, last)
            kind, whose = cue.detail, None
            if cue.code == "attention":
                if kind == "stated" and around.is_idiom():
                    continue
                kind = around.kind_of(kind)
                whose = "other" if around.of_another(done_to=cue.id in _DONE_TO) else "client"
            elif cue.code == "role_question" and not around.asks_for_a_talk(cue.id):
                continue
            sign = Sign(cue.code, kind, int(batch.start[first]), int(batch.end[last]), whose)
            found[note][sign] = None
        if learnt is None:
            return [tuple(signs) for signs in found]
        for note, sign in self._learnt(batch, learnt, label):
            found[note][sign] = None
        return [tuple(sorted(signs, key=lambda sign: sign.start)) for signs in found]

    def _learnt(self, batch: AnnotatedBatch, learnt: FoundTags, label: Ints | None) -> Iterator[tuple[int, Sign]]:
        """Yield what the tag model found, each with its note; the sentence is the evidence."""
        notes = np.repeat(np.arange(batch.notes), np.diff(batch.note_segments)).tolist()
        starts, ends = batch.segment_start.tolist(), batch.segment_end.tolist()
        commands = self._only_commands(batch)
        for name, segment in learnt.signs:
            if name == "role_question" and segment in commands:
                continue
            kind = None
            if name == "self_disclosure":
                # Told for the feeling or as a how-to: the sentence's label says which (codebook, own stories).
                skilled = label is not None and LABELS[label[segment]] in ROLES
                kind = "how_to" if skilled else "comfort"
            yield notes[segment], Sign(name, kind, starts[segment], ends[segment])
        for kind, note, segment in learnt.tasks:
            yield note, Sign("task", kind, starts[segment], ends[segment])
        for kind, note, segment in learnt.stages:
            yield note, Sign("stage", kind, starts[segment], ends[segment])

    def _only_commands(self, batch: AnnotatedBatch) -> set[int]:
        """Segments whose only wording about the role is a command: it is asked of the cues, which know the profile."""
        role = self.is_role[batch.hit_cue]
        command = self.is_command[batch.hit_cue]
        rows = batch.token_segment[batch.hit_token]
        return set(rows[role & command].tolist()) - set(rows[role & ~command].tolist())


def _counts(cue: Cue, batch: AnnotatedBatch, token: int) -> bool:
    """Whether the one who must act acts at this place, and whether it was done."""
    if cue.actor and ACTOR_CODES[batch.subject[token]] != cue.actor:
        return False
    return not (cue.status and STATUS_CODES[batch.status[token]] != cue.status)


class _Around:
    """A hit's words and those around it, lower case."""

    def __init__(self, batch: AnnotatedBatch, note: int, first: int, last: int) -> None:
        text = batch.texts[note]
        segment = int(batch.token_segment[first])
        start, end = int(batch.start[first]), int(batch.end[last])
        self.before = text[int(batch.segment_start[segment]) : start].lower()
        self.words = text[start:end].lower()
        self.after = text[end : max(end, int(batch.segment_end[segment]))].lower()
        following = segment + 1
        self.answer = ""
        if following < int(batch.note_segments[note + 1]):
            self.answer = text[int(batch.segment_start[following]) : int(batch.segment_end[following])].lower()
        previous = segment - 1
        self.earlier = ""
        if previous >= int(batch.note_segments[note]):
            self.earlier = text[int(batch.segment_start[previous]) : int(batch.segment_end[previous])].lower()

    def is_idiom(self) -> bool:
        """Whether the words go on as an idiom ("hit the gym", "unresponsive to texts")."""
        if _IDIOM_VERB.search(self.words) and _IDIOM_OBJECT.search(self.after):
            return True
        if self.words.endswith(("shot", "stabbed")) and re.match(
            r"\s+(?:down|by\s+a\s+(?:doctor|nurse))\b", self.after
        ):
            return True
        return self.words.endswith("unresponsive") and bool(_ABOUT_REACHING.search(self.after))

    def kind_of(self, kind: str | None) -> str | None:
        """Let the question's answer, or a denial before or after, decide between stated and asked-and-denied."""
        if kind not in ("stated", "asked_denied"):
            return kind
        asked = bool(_ASKED.search(self.before + self.words)) or self.after.lstrip().startswith("?")
        if asked:
            answered = self._answered()
            if answered is not None:
                safe = bool(_SAFE.search(self.words)) or ("safe" in self.after.split(",")[0] and kind == "asked_denied")
                return "stated" if answered != safe else "asked_denied"
            if _ABOUT.search(self.before):
                return "asked_denied"
        if kind == "asked_denied":
            return kind
        denied = _DENIED.search(self.before)
        if denied and not _NEW_STATEMENT.search(denied["between"]):
            # Only the plan or the intent is denied: the thought stays stated.
            only_plan = _ONLY_PLAN.search(denied["between"] + self.words)
            return "stated" if only_plan else "asked_denied"
        return "asked_denied" if _DENIED_AFTER.search(self.after) else kind

    def _answered(self) -> bool | None:
        """Whether the question was answered with yes; None without an answer."""
        for text in (self.after, self.answer if len(self.answer) <= 80 else self.answer[:80]):
            no, yes = _NO.search(text), _YES.search(text)
            # "Denied plan" after a question about the thought answers another question.
            first = no and (yes is None or no.start() <= yes.start())
            if no and first and not _ONLY_PLAN.search(text[no.end() : no.end() + 20]):
                return False
            if yes:
                return True
        return None

    def of_another(self, *, done_to: bool) -> bool:
        """Whether another than the client is harmed or at risk; in doubt it is the client."""
        if not done_to:
            return bool(
                _OTHER_BEFORE.search(self.before) or _OTHER_FOUND.search(self.words) or _OF_OTHER.search(self.after)
            )
        if _PARTICIPLE.search(self.words) and _OTHER_PASSIVE.search(f"{self.before}{self._be()}"):
            return True
        if self.words.startswith("abusive") and re.search(rf"\b{_KIN}\s+(?:is|was)\s+in\s+an?\s*$", self.before):
            return True
        if _KIN_OBJECT_IN.search(self.words) and not re.search(r"\b(?:take|leak)\b", self.words):
            return True
        if _OTHER_IN_IT.search(self.words):
            return True
        return bool(_ENDS_IN_VERB.search(self.words)) and bool(_OTHER_OBJECT.search(self.after))

    def _be(self) -> str:
        """The be or get that a hit itself begins with ("was stabbed")."""
        found = re.match(r"(?:was|were|been|being|is|got|gets|getting)\b", self.words)
        return found[0] if found else ""

    def asks_for_a_talk(self, cue_id: str) -> bool:
        """Whether a wording about the role is the mentor's own, and no safety rule."""
        if cue_id.startswith("commanding"):
            return not _SAFETY_RULE.search(self.before + self.words + self.after)
        if cue_id != "judging" or not _NOT_THE_MENTORS.search(self.before):
            return True
        own = _THE_MENTORS.search(self.before)
        if own is None:
            return False
        return not re.search(
            r"\b(?:not|never|isn['’]?t|n['’]t|fear\w*|seen|afraid|worr\w+)\b", self.before[own.end() :]
        )


def tasks_of(signs: Sequence[Sign]) -> tuple[str, ...]:
    """Return the primary tasks that the signs show, in the codebook's order."""
    shown = {sign.kind for sign in signs if sign.sign == "task"}
    return tuple(task for task in TASKS if task in shown)


def stage_of(signs: Sequence[Sign]) -> str | None:
    """Return the stage that the signs show: most signs, on a tie the later stage."""
    shown = [sign.kind for sign in signs if sign.sign == "stage"]
    if not shown:
        return None
    order = list(STAGES)
    return max(order, key=lambda stage: (shown.count(stage), order.index(stage)))


def looks_of(signs: Sequence[Sign]) -> tuple[Look, ...]:
    """Return what this note alone gives a reader to look at."""
    looks = []
    for sign in signs:
        said = LOOK_SAYS.get(sign.sign)
        says = said.get(sign.kind or "") if isinstance(said, dict) else said
        if says:
            looks.append(Look(sign.sign, sign.start, sign.end, says))
    return tuple(looks)
