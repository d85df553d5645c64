"""The names that exports give their columns.

A table, not code: a new export's name is added to its field here. The order
within a field is a judgement: the first name that a header holds is taken, so
a service date comes before a bare date, and that before an entry date.
"""

from __future__ import annotations

from collections.abc import Mapping

# Names of columns in exports seen, the surest first.
ALIASES: Mapping[str, tuple[str, ...]] = {
    field_name: tuple(alias.strip() for alias in aliases.split(","))
    for field_name, aliases in {
        "id": "note id, encounter id, activity id, entry id, contact id, contact note id, service id, record id, "
        "event id, session id, uid, uuid, guid, id, note number, note no",
        "client": "client id, chart id, participant id, member id, mentee id, consumer id, patient id, youth id, "
        "student id, learner id, person id, mrn, client, client name, participant, participant name, mentee, "
        "mentee name, member, member name, youth, youth name, student, student name, learner, learner name, "
        "consumer, consumer name, individual, individual name, person served, patient, patient name, resident, "
        "guest, service user, clients, participants, members, mentees, attendee names",
        "mentor": "mentor, mentor name, mentor id, peer specialist, peer support specialist, peer worker, "
        "recovery coach, coach, coach name, staff, staff name, staff id, staff member, service provider, provider, "
        "provider name, worker, worker name, worker id, support worker, case worker, caseworker, case manager, "
        "navigator, advisor, adviser, tutor, volunteer, befriender, preceptor, facilitator, rendering provider, "
        "clinician, employee, user, user name, username, author, written by, completed by, recorded by, entered by, "
        "created by",
        "date": "service date, date of service, dos, session date, contact date, date of contact, encounter date, "
        "visit date, meeting date, activity date, event date, service date time, service datetime, contact date time, "
        "contact datetime, session date time, encounter date time, visit date time, date of session, date of visit, "
        "date of encounter, date of meeting, date of activity, start date, date, date time, date and time, note date, "
        "case date, entry date, start datetime, start date time, service start, start, datetime, timestamp, when",
        "time": "time, start time, time start, begin time, time in, session time, contact time, service time, "
        "start, begin",
        "end_time": "end time, time end, finish time, time out, stop time, end, finish",
        "minutes": "minutes, duration minutes, duration mins, duration min, duration, mins, length, "
        "total minutes, service minutes, time spent, contact minutes",
        "channel": "channel, contact type, contact method, method of contact, modality, mode, service type, "
        "type of contact, encounter type, note type, activity type, session type, type",
        "purpose": "purpose, purpose of contact, reason for contact, service code, procedure code, goal, goals, "
        "reason, service description",
        "agreed": "agreed level, level agreed, agreed goal, agreed goals, goal agreed, goals agreed, goals at start, "
        "mentoring level, mentoring goal, mentoring goals, match goal, match goals, contract goal, contract goals",
        "modified": "modified, modified at, modified on, modified date, date modified, last modified, "
        "last modified date, last modified at, updated, updated at, updated on, updated date, date updated, "
        "last updated, last update, amended, amended at, amended on, amended date, date amended",
        "headcount": "headcount, head count, number of participants, number attending, number attended, "
        "participants count, attendance count, group size, attendees, attendance",
        "setting": "setting, group or individual, individual or group, individual group, group individual",
        "register": "register",
        "sequence": "line number, line no, line, note line, line id, line seq, sequence, seq, sequence number, "
        "sequence no, segment number, text line, part number",
    }.items()
}  # fmt: skip
TEXT_ALIASES = frozenset(
    {
        "text",
        "note",
        "notes",
        "narrative",
        "case note",
        "case notes",
        "progress note",
        "progress notes",
        "comments",
        "comment",
        "summary",
        "details",
        "note text",
        "note body",
        "body",
        "content",
        "description",
        "narrative note",
        "service note",
        "contact note",
        "contact notes",
        "session note",
        "session notes",
        "session summary",
        "visit note",
        "visit notes",
        "note narrative",
        "free text",
        "freetext",
        "notes text",
        "entry",
        "log entry",
        "documentation",
        "reflection",
        "peer support note",
        "peer support notes",
        "summary of contact",
        "contact summary",
        "what happened",
        "soap note",
        "soap notes",
        "encounter note",
        "encounter notes",
    }
)
# The text where no surer name is there; else a kind of contact, or a mark.
LATE_TEXT_ALIASES = frozenset({"interaction", "interactions", "soap"})
# "peer" is the worker in some agencies and the client in others.
AMBIGUOUS_PEOPLE = frozenset({"peer", "peer name", "peer id", "peers", "peer support"})
# One column a section: the families of headings, in the order in which they are written.
SECTION_FAMILIES: tuple[tuple[frozenset[str], ...], ...] = tuple(
    tuple(frozenset(name.strip() for name in part.split("/")) for part in family.split(","))
    for family in (
        "behavior/behaviour, intervention/interventions, response, plan",
        "goal/goals, intervention/interventions, response, plan",
        "situation, intervention/interventions, response, plan",
        "subjective, objective, assessment, plan",
        "data, assessment, plan",
        "problem, intervention/interventions, evaluation",
        "what we did/what did you do, next steps, concerns",
    )
)
