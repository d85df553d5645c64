"""Is this text English? A small test that only ever rejects what is clearly another language.

Notes are short, telegraphic, misspelt and full of abbreviations, so a text
counts as English unless it shows the script of another language, or several
of its commonest words and next to none of English.
"""

from __future__ import annotations

import re


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
# A few words tell only where they are neither English nor an abbreviation of it (SI, AMA, PO, OD, VA, ER).
_CLEAR = tuple(
    _words(words)
    for words in (
        # Spanish
        "que qué y de en un a porque pero solicitud vivienda cita llenar buscar ir pero "
        "muy más mas también tambien cuando como cómo está estaba están estoy esta este esto eso "
        "ella ellos nosotros yo él su sus mi con sin por para una "
        "uno los las del al el la lo le se nos hoy ayer mañana "
        "semana ya nada nadie todo todos siempre nunca dijo dice quiere quiero puede puedo tiene tengo tenía hace hizo "
        "fue era ser estar hay había hablamos hablé habló "
        "llamé llamó lloró llora llorar morir vivir matarse ayuda ayudé "
        "escuché reunión reunimos cliente familia hijo hija madre padre casa trabajo vida miedo triste dinero después "
        "sobre hasta desde entre vamos fuimos va voy me te necesita siente sentía",
        # French
        "que qui et de en à est je tu il elle nous vous ils "
        "elles ce cette ces mon ma mes son sa ses notre votre leur dans pour "
        "pas ne avec sur mais très beaucoup plus aussi été ai avait était fait dit veut peut doit une un des les du au "
        "aux le la l'ai j'ai c'est qu'il qu'elle n'a s'est d'une lui aujourd'hui demain hier semaine jamais rien tout "
        "toujours pleuré pleure écouté écoutée mourir vivre peur parlé aidé appelé rendez-vous travail famille maison "
        "client cliente chez encore après avant comme quand parce où",
        # German
        "und der das ist nicht ich er sie wir ihr ihm ihn ihre ihren ihrem sein seine seinen mein meine mit von zu zum "
        "zur auf für im ein eine einen einem einer dass daß "
        "auch aber sehr noch nur schon nach bei über unter weil wenn "
        "wie wird wurde wurden haben habe hatte kann können "
        "will möchte muss mehr kein keine nichts immer heute gestern "
        "morgen woche gesprochen geweint weinte sagte sagt sterben leben angst hilfe gehört zugehört klient klientin "
        "familie arbeit wohnung geht ging gemacht den dem des die war hat",
        # Portuguese
        "que não e em um uma com por para se seu sua do da dos das no na ao mais mas muito também quando como está "
        "estava ele ela eles eu nós você foi era ser tem tinha disse quer quero pode posso hoje ontem amanhã semana já "
        "nada tudo sempre nunca chorou chorar morrer viver ajuda ajudei falamos falou escutei família filho filha casa "
        "trabalho vida medo cliente sobre até depois isso o os as",
        # Italian
        "che di e è il lo la gli le un una con per non si ha ho sono era del della nel nella al alla da più piu molto "
        "anche quando come perché ma suo sua mi lui lei noi loro questo questa oggi ieri domani settimana già niente "
        "tutto sempre mai detto dice vuole voglio può "
        "posso pianto piange morire vivere aiuto aiutato parlato ascoltato "
        "famiglia figlio figlia casa lavoro vita paura cliente",
        # Dutch
        "de het een en van ik je dat niet met op te voor zijn "
        "haar hij zij ze wij er maar om bij naar ook als heeft had "
        "werd wordt kan wil moet meer geen niets altijd "
        "vandaag gisteren morgen week gesproken gehuild zei zegt sterven "
        "dood leven bang hulp geluisterd cliënt familie werk huis over veel nog heel",
        # Polish
        "i w z na do się że nie to jest jak po przez ale "
        "za jej jego jego oraz był była było dla już tak bardzo może chce "
        "chcę mam ma powiedział powiedziała dzisiaj dziś wczoraj jutro tydzień płakała płakał umrzeć żyć pomoc "
        "rozmawialiśmy rodzina dom praca życie boi klient klientka tym ich",
        # Turkish
        "ve bir bu için ile de da çok ne ama gibi daha olarak sonra kadar onun ben sen biz istiyor istiyorum dedi "
        "bugün dün yarın hafta ağladı ölmek yaşamak yardım konuştuk aile ev iş hayat korkuyor değil artık hiç var yok",
        # Haitian Creole
        "li yo nan ak pou yon mwen te ki sa pa gen epi nou sou konsa lè vle di mouri viv jodi a anpil kriye fanmi lavi "
        "travay kay ede koute pale ka fè men tou pè",
        # Vietnamese
        "và của là có không cho một người với được trong đã những này các để tôi anh chị em cô ông bà muốn nói hôm nay "
        "rất nhiều chết sống khóc giúp gia đình",
        # Tagalog
        "ang ng sa na mga at siya niya ako ko ay ito "
        "para hindi kung rin namin niyang gusto daw lang kami kanya kanyang "
        "umiyak mamatay buhay tulong pamilya trabaho bahay ngayon kahapon bukas sinabi nag-usap",
        # Swahili
        "na ya wa kwa ni za katika kwamba yake wake "
        "sana leo jana kesho alisema anataka kufa kulia alilia msaada familia "
        "hana ana yeye mimi sisi lakini hii huyo kazi nyumba maisha",
        # Somali
        "waa iyo ka ku oo in ayaa wuxuu waxay waxaan aan lagu loo kale maanta shalay berri badan qoyska guriga shaqada "
        "nolosha dhiman doonayaa caawimaad",
    )
)
# Spelt as English words or usual abbreviations are, so that they tell nothing alone.
_ALSO_ENGLISH = _words(
    "a an as at al am do de des den die dos du e el em en er "
    "es est eu ha had has hat he her him i il im in is it ka ki "
    "ko ku la las le les li lo los ma mas me mi more na ne "
    "no nos o od on onto or os over pa per plus po pour sa san se "
    "ser si son sou su sur sus tan te ten ti to ton too tu un uno va van veel via von wa was war we week wie will work "
    "y ya yo z zum client familia family men ale ama also bin bang bar but come con data dice fue gen geen hay he hier "
    "hoe hoy kale kami kan leave leer man mais mai main mes met min mit nada nog nou op para pale pas pero piano por "
    "real sin sang se sens tout uni viva viv w x gusto ran so said she the them then they vale wordt dom ich ang ng "
    "bu bir ve ev is var anh chi em co ong ba casa madre padre rin lang mouri di kay tou ni ya za kazi hana ana ayaa "
    "um nan ai wake ao ho non mam sana ben da ella daw werd com sen era ir leo hindi biz heel kula ter"
)
# More of English, as it stands in notes that are no sentences.
_NOTE_ENGLISH = _words(
    "a i me my him her us them be been do did does had am can could will if or but by at on in to so no out up as an "
    "after before again still more very just all who there here been being get got gave give go went going came come "
    "see saw said says say wants want wanted need needs needed take took make made let know think feel feels felt "
    "call called calls text texted lvm vm ct cl mbr pt pss fu f/u re w/ w/o b/c n/s hv appt appts wk wks hr hrs min "
    "mins mo mos yr yrs cm cw sw np dr mgr pm am approx ref reports reported states stated denied denies noted ok "
    "day days time home house job work class school family mom dad son daughter wife husband kid kids bus rent lease "
    "phone visit note notes group plan goal help helping listened talk talking spoke meet meeting mtg checked check "
    "cried crying sad happy stress anxiety sober clean relapse meds med mon tue tues wed thu thur thurs fri sat sun "
    "translated translator interpreter spanish french german english language per via due than how why "
    "one two three four five six ten first last per lot really now back off down over into through during until while"
)
_QUOTED = re.compile(r'"[^"]*"|“[^”]*”|(?<!\w)[\'‘][^\'‘’]{2,200}[\'’](?!\w)')
_ELISION = re.compile(r"\b(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu)['’](?=\w)")
_SURE = tuple(language - _ALSO_ENGLISH - _ENGLISH - _NOTE_ENGLISH for language in _CLEAR)
_CLEAR_SHARE = 0.25
_CLEAR_SURE = 2
_FEWEST_FOREIGN_LETTERS = 8
_CLEAR_WORDS = 5
_CLEAR_HITS = 3
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
    window = text[:_WINDOW]
    if not window.isascii() and _is_other_script(window):
        return False
    words = window.lower().translate(_PUNCTUATION).split()
    if len(words) < _FEWEST_WORDS:
        return not _is_clearly_other(window)
    english = sum(word in _ENGLISH for word in words)
    other = max(sum(word in language for word in words) for language in _OTHERS)
    return other < 0.15 * len(words) or other < 3 * english


def _is_other_script(text: str) -> bool:
    """Say whether most letters are of another script, such as Arabic, Chinese or Cyrillic."""
    letters = [character for character in text if character.isalpha()]
    # names and signs of the alphabet, and letters dressed up as bold ones, are Latin
    foreign = sum(
        "\u0370" <= character <= "\u1dbf"
        or "\u2c00" <= character <= "\ua71f"
        or "\ua800" <= character <= "\ufaff"
        or "\ufb13" <= character <= "\ufeff"
        or "\uff66" <= character <= "\uffdc"
        or "\U00010000" <= character <= "\U0001d3ff"
        or character >= "\U0001d800"
        for character in letters
    )
    return foreign >= _FEWEST_FOREIGN_LETTERS and foreign * 2 > len(letters)


def _is_clearly_other(text: str) -> bool:
    """Say whether a short text holds several words of one other language and next to none of English."""
    words = _plain_words(text)
    if len(words) < _CLEAR_WORDS:
        return False
    outside = _plain_words(_QUOTED.sub(" ", text))
    # a phrase that is quoted is not the writer's own
    if len(outside) >= _CLEAR_HITS:
        words = outside
    # capitals may be those of a name: Casa de la Vida
    small = set(words) if text.isupper() else set(words).intersection(_plain_words(text, lower=False))
    english = sum(word in _ENGLISH or word in _NOTE_ENGLISH for word in words)
    for language, sure in zip(_CLEAR, _SURE, strict=True):
        hits = [word for word in words if word in language]
        if len(hits) < _CLEAR_HITS or len(hits) < _CLEAR_SHARE * len(words):
            continue
        # words that both have are no sign of English here
        own = english - sum(word in _ENGLISH or word in _NOTE_ENGLISH for word in hits)
        if len(small & sure & set(hits)) >= _CLEAR_SURE and own * 4 <= len(hits):
            return True
    return False


def _plain_words(text: str, *, lower: bool = True) -> list[str]:
    return _ELISION.sub("", text.lower() if lower else text).translate(_PUNCTUATION).split()
