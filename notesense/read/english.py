"""Is this text English? A small test that only ever rejects what is clearly another language.

Notes are short, telegraphic, misspelt and full of abbreviations, so a text
counts as English unless it is long enough and shows the function words, or
the script, of another language and next to none of English.
"""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Words that English has and its neighbours have not.
_ENGLISH = _words(
    "the and with about his they this that she from their would been which because should client mentor "
    "met worked discussed talked helped asked told said encouraged supported reviewed also when what "
    "where how we our you your i'm didn't today week next then some not have has were is are it for of to "
    "member staff session goals peer"
)
# Each with its commonest function words, few of them shared with English.
_OTHERS = tuple(
    _words(words)
    for words in (
        # Spanish
        "el la los las de que y en un una con por para su se del al lo como más pero fue le es está sobre también "
        "muy ella cuando hablamos cliente",
        # French
        "le la les de des et un une en du que qui dans pour avec sur est pas son sa ses nous vous elle il au aux ce "
        "cette été mais par plus",
        # German
        "der die das und mit ein eine einen dem den zu ist nicht sich auf für von im wir sie er es war hat auch als "
        "über bei nach wurde",
        # Portuguese
        "o a os as de que e em um uma com por para seu sua se do da dos das no na mais mas foi ele ela não também ao",
        # Italian
        "il la lo gli le di che e in un una con per su suo sua si del della nel al non è ha sono anche come più ma",
        # Dutch
        "de het een en van ik je dat niet met op aan te voor zijn er maar om hem haar ze wij bij naar ook als heeft",
        # Polish
        "i w na z do się że nie to jest o jak po przez ale od za jej jego oraz był była dla",
        # Turkish
        "ve bir bu için ile de da çok ne ama gibi daha olarak sonra kadar onun",
        # Haitian Creole
        "li yo nan ak pou yon mwen te ki sa pa gen epi nou sou konsa lè",
        # Vietnamese
        "và của là có không cho một người với được trong đã những này các để",
        # Tagalog
        "ang ng sa na mga at siya niya ako ko ay ito para hindi kung may rin namin",
    )
)
_GLANCE = 400
_WINDOW = 4000
_FEWEST_WORDS = 25
_FEWEST_LETTERS = 60
_PUNCTUATION = str.maketrans(dict.fromkeys('.,;:!?()[]"“”«»…/', " "))


def is_english(text: str) -> bool:
    """Say whether a text may be English.

    Examples
    --------
    >>> is_english("ct n/s, LVM x2. f/u w/ CM re appt")
    True
    >>> is_english("Hoy me reuní con el cliente en la biblioteca y hablamos de su plan para la semana. "
    ...            "Le expliqué cómo llenar la solicitud de vivienda y practicamos lo que va a decir.")
    False
    """
    head = text[:_GLANCE]
    if (" the " in head) + (" and " in head) + (" with " in head) + (" about " in head) + (" her " in head) >= 2:
        return True
    if len(text) < _FEWEST_LETTERS:
        return True
    window = text[:_WINDOW]
    if not window.isascii():
        letters = sum(map(str.isalpha, window))
        latin = sum(character.isalpha() and character < "\u0250" for character in window)
        # Vietnamese writes Latin letters further up
        latin += sum("\u1e00" <= character <= "\u1eff" for character in window)
        if letters - latin >= _FEWEST_LETTERS and latin * 2 < letters:
            return False
    words = window.lower().translate(_PUNCTUATION).split()
    if len(words) < _FEWEST_WORDS:
        return True
    english = sum(word in _ENGLISH for word in words)
    other = max(sum(word in language for word in words) for language in _OTHERS)
    return other < 0.15 * len(words) or other < 3 * english
