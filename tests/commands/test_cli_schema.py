import json

from notesense.schemas import NAMES, schema_bytes


def test_each_schema_is_printed_as_it_ships(cli):
    for name in NAMES:
        ran = cli("schema", name)
        assert ran.code == 0
        assert ran.out == schema_bytes(name)


def test_all_of_them_by_name(cli):
    assert list(json.loads(cli("schema").out)) == list(NAMES)


def test_an_unknown_name_is_wrong_usage(cli):
    assert cli("schema", "nope").code == 2
