"""Names that are one name, where no rule of sound can see it: a short table, by hand, of common knowledge.

Each line of SPELLINGS is one name in several spellings; each line of SHORT_FORMS a short or familiar form and
the names it stands for. All in the form that `spelling.plain_words` gives. A name may stand on several lines
of SHORT_FORMS but on one of SPELLINGS.
"""

from __future__ import annotations

from collections import defaultdict

_SPELLINGS = """
    muhammad mohammed mohammad mohamed mohamad muhammed muhamad muhamed mohammod mahamed mahomed maxamed \
        mohd muhd md mhd mohamet muhammet
    mahmood mahmoud mahmud mehmood mehmud mahmut mohamud mahamud maxamuud
    ahmed ahmad ahmet ahamed achmed amed axmed
    hamid hameed hamed
    hassan hasan xasan
    hussain hussein husain hussayn husayn hossain hossein husein hussan hoosain xuseen
    usman osman uthman othman ousmane
    umar omar oumar omer cumar
    ali aly alli cali
    yusuf yousuf yousaf yusaf yousef youssef yusif joseph
    ibrahim ebrahim ibraheem abraham
    ismail ismael esmail ishmael
    isa eesa issa essa
    musa mousa moosa
    dawood daud dawud dawoud
    suleman sulaiman suleiman sulayman soleiman
    qasim kasim qaseem kassim
    zulfiqar zulfikar zulfqar
    akhtar akther aktar akter
    chaudhry choudhury chowdhury chaudhary choudhary chaudry choudry chaudhri
    uddin udin uddeen
    begum begam
    syed sayed sayyid saiyed syeed
    saeed said saied
    ayesha aisha aysha aishah
    fatima fatema fatma fatimah
    khadija khadeeja khadijah
    gurpreet gurprit
    singh sing sinh
    sean shaun shawn
    stephen steven stefan
    geoffrey jeffrey jeffery
    john jon
    catherine katherine kathryn katarzyna
    thomas tomasz tomas
    michael michal mihai mikhail
    paul pawel pavel
    peter piotr petr petar
    george jerzy gheorghe
    andrew andrzej andrei andrey
    nicholas nicolas nikolas mikolaj nicolae
    christopher krzysztof
    alexander aleksander aleksandr alexandru
    matthew mateusz matei
    jacob jakub yaqub yaqoob yakub
    daniel danial danyal
    smith smyth smythe
    reid read reed
    clark clarke
    wright right
    nguyen nguyn
"""

_SHORT_FORMS = """
    mo moe muhammad mohammed mohammad mohamed mohamad muhammed
    mick mike mikey micky michael
    bill billy will willy liam william
    bob bobby rob robbie robert
    dick rick ricky rich richard
    jim jimmy jamie james
    jack johnny john jonathan
    ted ed eddie ned edward edmund
    ted teddy theodore
    tony anthony antony
    chris christopher christian christine christina
    dave davy david
    steve stevie stephen steven
    andy drew andrew
    tom tommy thomas
    pete peter
    phil philip phillip
    paddy pat patrick padraig
    pat patricia tricia
    ken kenny kenneth
    geoff jeff geoffrey jeffrey
    greg gregory grzegorz
    nick nicky nicholas
    joe joey joseph
    sam sammy samuel samantha samir
    ben benny benjamin
    dan danny daniel danyal
    matt matthew mateusz
    alex sandy al alexander alexandra
    fred freddie frederick alfred
    harry henry harold harpreet harjinder hardeep harjit
    ron ronnie ronald
    ray raymond
    gary gaz gareth gurpreet gurmeet garry
    gary gaz
    baz barry basharat
    daz darren
    kaz karim kazim kazimierz
    taz tariq tahir tanveer
    naz nazir nazim naseer nazia
    waz waseem wasim waqas
    shaz shahzad shazia shahid
    maz mazhar
    zed zee zahid zaheer
    ussy uzzy usman osman
    ash ashraf ashley asghar
    jav jay javed jawed javid
    jay jason jaswinder jasvinder
    raj rajesh rajinder rajendra
    sid siddharth siddique surinder
    sunny sandeep sanjeev
    bobby balwinder balvinder
    manny emmanuel manpreet manjit maninder
    lucky lakhbir lakhwinder
    vick vicky vikram victoria
    kuba jakub
    grzesiek grzes grzegorz
    tomek tomasz
    piotrek piotr
    krzysiek krzysztof
    marty martin
    liz beth betty lizzie eliza elizabeth
    kate kath kathy cathy katie katherine catherine
    peggy maggie meg margaret
    sue susie susan suzanne
    jenny jennifer
    sally sarah
    abdul abdu abdulrahman abdulaziz abdullah
    abu abubakar
    iqy iqi iqbal
"""

# Names that say little: borne by so many that neither sharing one nor lacking one tells two people apart.
_SAYING_LITTLE = "singh kaur begum bibi khatun khatoon bhai miah mia"


def _lines(table: str) -> dict[str, frozenset[int]]:
    found: dict[str, set[int]] = defaultdict(set)
    for number, line in enumerate(table.strip().splitlines()):
        for name in line.split():
            found[name].add(number)
    return {name: frozenset(numbers) for name, numbers in found.items()}


SPELLINGS = {name: min(lines) for name, lines in _lines(_SPELLINGS).items()}
_USUAL = tuple(line.split()[0] for line in _SPELLINGS.strip().splitlines())
SHORT_FORMS = _lines(_SHORT_FORMS)
MUHAMMAD = frozenset(name for name, line in SPELLINGS.items() if line == SPELLINGS["muhammad"])
SAYS_LITTLE = MUHAMMAD | frozenset(_SAYING_LITTLE.split()) | {"mo", "moe", "begam", "sing", "sinh"}


def usual_spelling(name: str) -> str:
    """The first spelling on a name's line of the table; the name itself when the table does not hold it."""
    return _USUAL[SPELLINGS[name]] if name in SPELLINGS else name


def one_name(left: str, right: str) -> bool:
    """Whether the table holds two names as one name in two spellings."""
    return left in SPELLINGS and SPELLINGS[left] == SPELLINGS.get(right)


def two_names(left: str, right: str) -> bool:
    """Whether the table knows two names as different ones, however alike they sound: Hassan and Hussain."""
    return left in SPELLINGS and right in SPELLINGS and SPELLINGS[left] != SPELLINGS[right]


def short_for(left: str, right: str) -> bool:
    """Whether the table holds one name as a short or familiar form of the other."""
    return not SHORT_FORMS.get(left, frozenset()).isdisjoint(SHORT_FORMS.get(right, frozenset()))
