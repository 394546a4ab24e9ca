#!/usr/bin/env python3
"""muc4.py GOLD.jsonl [--tocsin PATH] [--jobs N] [--lines even|odd] [--show DOCUMENT|all]

Incidents of terrorism and violence against the answer keys of MUC-4 (1992): which kind,
by whom, against what and whom. Prints precision, recall and F1 for each slot; the last
line has all figures.

What is scored. `tocsin code` reads the documents; its claims are mapped to incidents by
the tables below and merged within a document, since MUC asks for one template an incident
and not for one a sentence. Each incident has a type and four roles:

    type         ATTACK, BOMBING, KIDNAPPING, ROBBERY, ARSON, FORCED WORK STOPPAGE
    perp_ind     persons who did it, by name or by description
    perp_org     the organisation they belong to
    target       physical targets
    victim       human targets; a description that belongs to a named person in the key is
                 the same fill as the name

Incidents of the coder and of the key are paired one to one, those that share most fills
first; a pair shares a fill at least. In a pair each fill of the coder that matches one of
the key is correct; all other fills, and all of unpaired incidents, are spurious or missing.
So an incident that is not there costs its type and all its fills, as in the measure "all
templates" of 1992. A fill matches when the head of one of its strings is the head of one of
the key's interchangeable strings, whatever the case; the head is the last word before "of",
"in", "who" and their like; of names all words may match in part ("Galan" is "Luis Carlos
Galan"). Fills and incidents that the key marks as optional are correct when they are
found and are not missed when they are not.

Why it is near to the usual "type + 4 roles": the same five slots, the same pairing, the
same leniency to the string; the five systems of 1992 lie between 0.47 and 0.60 there. The
figure "pooled" leaves the pairing out: per document, types and fills are sets, as in the
role filler measure (CEAF-REE) of later papers. It is printed beside, never instead.

Further figures, over paired incidents only: how often the stage (ACCOMPLISHED, ATTEMPTED,
THREATENED) is right, and, where the organisation is right, how often the confidence in it.
"""
import argparse
import collections
import json
import re
from datetime import date

from coded import read_claims

SLOTS = ("type", "perp_ind", "perp_org", "target", "victim")

# ---- from claims to kinds of incidents ---------------------------------------------------

KIND = {  # (type, mode) of a claim; None: any mode
    ("ASSAULT", "explosives"): "BOMBING",
    ("ASSAULT", "suicide-attack"): "BOMBING",
    ("ASSAULT", "aerial"): "BOMBING",
    ("ASSAULT", "abduct"): "KIDNAPPING",
    ("ASSAULT", "sexual"): None,
    ("ASSAULT", "crowd-control"): None,
    ("ASSAULT", None): "ATTACK",
    ("THREATEN", "violence"): "ATTACK",
    ("COERCE", "seize"): "ROBBERY",
}
BY_TRIGGER = {  # the word says it better than the mode
    "ARSON": "burn torch arson gut firebomb set ignite incinerate burning torching",
    "BOMBING": "dynamite blast bomb bombing explode explosion detonate blow detonation",
    "ROBBERY": "rob steal robbery holdup hold-up theft heist mug loot looting ransack "
               "plunder pillage",
    "KIDNAPPING": "kidnap abduct kidnapping abduction hijack hijacking",
}
TRIGGER = {w: kind for kind, words in BY_TRIGGER.items() for w in words.split()}
# MUC wants incidents, not wars: what armies and governments do to each other
WAR = set("""war warfare offensive counteroffensive counter-offensive invasion invade
    operation campaign intervention aggression coup putsch overthrow topple fighting
    fight hostility combat battle clash skirmish conflict rebellion insurgency revolt
    insurrection genocide violence terrorism terrorize terrorise repression incursion
    advance occupy occupation conquer siege besiege blockade surround encircle repel
    repulse defeat crush pursue comb neutralize eliminate violate break violation engage
    confrontation confront action counterattack retaliate penetrate liberation liberate
    capture seize retake recapture control fall enter down inflict""".split())
MILITARY = {"MIL", "REB", "PRM", "SEP", "UAF", "CRM"}
MODE_KEPT = {"abduct", "explosives", "suicide-attack", "destroy"}
HARMLESS = {"REL", "EDU", "MED", "HLH", "BUS", "AGR", "JUD", "LAB", "NGO", "LEG", "REF", "IGO"}
HUMAN_ACT = set("""kill murder assassinate assassination killing wound injure shoot kidnap
    abduct kidnapping abduction massacre slay stab execute hold take gun riddle machinegun
    machine-gun die hurt behead strangle shooting torture beat threaten threat""".split())
WARLIKE = re.compile(r"\b(military|army|armored|armoured|enemy|combat|antiaircraft)\b", re.I)

# ---- words of a phrase -----------------------------------------------------------------------

STOP = set("""of in at who whom which that wearing armed on from near for with by to and
    belonging where when located known identified traveling carrying""".split())
TITLE = set("""the a an his her its their our my some several many two three four five six
    seven eight nine ten eleven twelve about at least other unidentified presumed alleged
    suspected former retired mr mrs miss dr father colonel general captain major lieutenant
    sergeant president minister senator governor mayor judge bishop monsignor msgr archbishop
    reverend attorney doctor engineer professor deputy""".split())

PHYSICAL = set("""airport airplane airliner airlines ambulance apartment archive
    area avenue balcony bank bar barracks base billboard block boat booth bridge building
    bus business cable cafe cafeteria camp car cathedral center centre central chapel church
    cinema clinic club college company complex compound construction consulate convoy
    courthouse crop dam depot discotheque door electricity embassy equipment establishment
    exchange facade facility factory farm ferry field firm freighter garage gate gasoline
    grid guardhouse hacienda headquarters helicopter highway home hospital hotel house
    household hut infrastructure installation institute institution kiosk laboratory land
    library line locomotive machinery mall mansion market mill mine mission monument motel
    motorcycle museum network newspaper nightclub office outpost palace parish park parking
    pharmacy pipe pipeline plane plant plantation plaza pole pole port post powerline
    precinct premises printing prison property pump pylon radio railroad railway ranch
    refinery residence resort restaurant road room school seminary ship shop shopping site
    stadium standpipe stall station statue store street structure studio substation
    supermarket synagogue system tank tanker taxi telephone temple terminal theater
    theatre tower track train transformer transmitter transport transportation trolley
    truck tunnel university van vehicle vessel villa branch front wall warehouse well window wire
    yacht automobile jeep motorboat lorry minibus pickup trailer bulldozer tractor dwelling
    archives files service services power public tree dynamite facilities pesos money
    dollars jewelry cash weapons documents furniture cattle goods shops ballot table
    merchandise coffee cotton box wagon
    hall reserve brothel dealership airfield lab workshop cooperative pumping windshield
    headquarter well turbine rail sign cart""".split())
BUILT = ("shop", "house", "station", "truck", "store", "mill", "yard")
NO_FILL = set("""country city capital nation department province region area place world
    part district town neighborhood republic life lives responsibility attack attacks
    bomb bombs explosion explosions grenade grenades murder murders killing assassination
    crime crimes kidnapping fire shots shot death deaths incident place places action
    actions act acts war violence damage injuries injury wounds rights charge charges device
    dynamite result number end operation operations clash clashes offensive time day year
    process peace democracy fact case hours minutes mine mines others one ones who which
    that it they them he she we us i you himself itself themselves victim blast zone
    interests state countries territory position positions neighborhood
    neighborhoods municipality casualty casualties hundred hundreds thousands explosives
    explosive kg floor corner mountain mountains weapon weapons bullet bullets location
    locations retaliation release section target targets village villages towns cities
    sector community attempt attempts year years words word passage""".split())
COLLECTIVE = set("""army armies government police force forces navy cartel front movement
    squad squads battalion brigade party organization organisation mafia mafias group groups
    guard union coordinating board council militia military ministry department agency
    regime command coordinator resistance authorities cia fbi dea mossad death column
    commando band gang alliance association fleet state administration marines""".split())
PEOPLE_OF = set("""group groups band gang column commando commandos unit units squad
    patrol""".split())


THROUGH = re.compile(r"^((the|a|an) )?(front|door|entrance|vicinity|floor|one|two|three|some|"
                     r"group|number|dozens|hundreds|couple|several|\d+\w* floor) of "
                     r"((the|a|an) )?", re.I)


def words(string):
    """Lower-case words of the head phrase, without what leads it."""
    string = re.sub(r"[\[\]()\"“”]", " ", string)
    string = re.split(r"\s*[,;:]\s| -- ", string.strip())[0]
    string = re.sub(THROUGH, "", string)
    out = [w.strip(".'`").lower() for w in re.split(r"[\s/]+", string)]
    out = [w[:-2] if w.endswith("'s") else w for w in out if w]
    start = 0
    while start < len(out) - 1 and (out[start] in TITLE or out[start].isdigit()):
        start += 1
    out = out[start:]
    for i, w in enumerate(out):
        if i and w in STOP:
            return out[:i]
    return out


def singular(word):
    if word.endswith("men"):
        return word[:-3] + "man"
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "xes", "ches", "shes")) or word in ("buses", "gases"):
        return word[:-2]
    if word.endswith(("ss", "us")):
        return word
    return word[:-1] if word.endswith("s") else word


def head(string):
    w = words(string)
    return singular(w[-1]) if w else ""


def same(one, other, names):
    """Do two strings name the same by their heads? names: parts of a name do."""
    if head(one) and head(one) == head(other):
        return True
    if not names:
        return False
    a, b = words(one), words(other)
    if not a or not b:
        return False
    small, large = (a, b) if len(a) <= len(b) else (b, a)
    return len(small[-1]) > 2 and set(small) <= set(large)


def match(fill, key, names):
    return any(same(a, b, names) for a in fill for b in key)


# ---- the key -------------------------------------------------------------------------------------

def key_incident(event):
    slots = {"type": [{"strings": event["type"], "optional": False}] if event["type"] else []}
    for slot in ("perp_ind", "perp_org", "target"):
        slots[slot] = [{"strings": f["strings"], "optional": f.get("optional", False)}
                       for f in event[slot]]
    victims = [{"strings": list(f["strings"]), "optional": f.get("optional", False)}
               for f in event["victim_name"]]
    for f in event["victim_desc"]:
        owner = None
        for name in f.get("of") or []:
            owner = next((v for v in victims if name in v["strings"]), owner)
        if owner:
            owner["strings"] += f["strings"]
        else:
            victims.append({"strings": list(f["strings"]),
                            "optional": f.get("optional", False)})
    slots["victim"] = victims
    conf = {}
    for c in event["perp_org_conf"]:
        for name in c.get("of") or []:
            conf[name.lower()] = c["values"]
    return {"slots": slots, "optional": event["optional"], "stage": event["stage"],
            "conf": conf}


# ---- the coder's claims ----------------------------------------------------------------------

def lemma(claim):
    return claim["why"]["rule"].split(":")[0].lower()


def sector(party):
    if party["sector"]:
        return party["sector"]
    code = party["code"] or ""
    return code[-3:] if len(code) in (3, 6) and not party["country"] == code else ""


def kind_of(claim):
    word = lemma(claim)
    kind = KIND.get((claim["type"], claim["mode"]), KIND.get((claim["type"], None)))
    if (claim["type"], claim["mode"]) in KIND and kind is None:
        return None
    if claim["type"] == "COERCE":
        return TRIGGER.get(word) if TRIGGER.get(word) == "ROBBERY" else None
    if claim["type"] in ("ASSAULT", "THREATEN") and kind and word in TRIGGER:
        kind = TRIGGER[word]
    return kind


def is_physical(party):
    w = words(party["text"])
    return bool(w) and (singular(w[-1]) in PHYSICAL or w[-1] in PHYSICAL or
                        singular(w[-1]).endswith(BUILT))


def is_named(party):
    return bool(party["id"]) and party["id"].startswith(("grp-", "org-", "pty-", "uni-"))


PRONOUN = set("""he she it they them him her his hers its their theirs who whom which that
    this these those one ones we us our""".split())


ADJECTIVES = set("terrorist criminal guerrilla rebel subversive insurgent".split())


def text_of(party):
    """Its words; of a pronoun those that it points back at."""
    text = party["text"]
    if text.lower() in PRONOUN:
        return party["name"] or ""
    return text


def names_of(party):
    """The organisation's name and, as the id's tail, its usual abbreviation."""
    tail = party["id"].split("-", 1)[1].upper()
    return [party["name"]] + ([tail] if len(tail) < 6 else [])


def perpetrator(party):
    """(persons, organisations) that an actor gives."""
    text, persons, orgs = text_of(party), [], []
    w = words(text)
    if sector(party) in HARMLESS or text.lower() in ADJECTIVES:
        return [], []
    if not w or w[-1] in NO_FILL or is_physical(party):
        return [], []
    last = w[-1]
    named = is_named(party)
    if named and head(text) in (head(party["name"] or ""), "") or \
            named and not re.search(r"\b(of|from)\b|s$", text, re.I):
        orgs.append([text] + names_of(party))
    elif last in COLLECTIVE and last not in PEOPLE_OF:
        orgs.append([text] + (names_of(party) if named else []))
    else:
        if party["country"] == party["code"] and not sector(party):
            return [], []  # a country is no perpetrator in MUC
        persons.append([text])
        if named:
            orgs.append(names_of(party))
    return persons, orgs


PLACES = re.compile(r"\b(government|town|province|department|municipality)\b", re.I)


def recipient(party, human):
    """("victim" or "target" or None, strings). human: the act is done to people."""
    text = text_of(party)
    w = words(text)
    if not w or w[-1] in NO_FILL or text.lower() in NO_FILL:
        return None, []
    strings = [text] + ([party["name"]] if party["id"] and party["name"] else [])
    if is_physical(party):
        return (None, []) if WARLIKE.search(text) else ("target", strings)
    if not human and (not sector(party) or PLACES.search(text)):
        return None, []
    if is_named(party) or party["id"] and party["id"].startswith(("com-", "med-", "ngo-")):
        return "target", strings
    if party["country"] and party["code"] == party["country"] and not party["id"]:
        return None, []
    if party["id"] and party["code"] == party["country"] and len(party["id"]) == 3:
        return None, []
    return "victim", strings


STAGES = ("ACCOMPLISHED", "ATTEMPTED", "THREATENED")  # what is told as done was done


def stage_of(claim):
    if claim["status"] in ("planned", "announced", "threatened") or \
            claim["type"] == "THREATEN":
        return "THREATENED"
    if lemma(claim) in ("attempt", "survive", "escape", "defuse", "plot", "foil", "try"):
        return "ATTEMPTED"
    return "ACCOMPLISHED"


SUSPECT = re.compile(r"\b(suspect|presum|alleg|accus|blam|attribut|suppos|believed)", re.I)
CLAIMED = re.compile(r"\b(claim\w* (the )?(responsibility|credit)|responsibility .{0,60}"
                     r"\b(claimed|assumed)|(assum|accept|admit)\w* (the )?responsibility)", re.I)
OFFICIAL = ("GOV", "COP", "MIL", "JUD", "SPY")
SURENESS = ("REPORTED AS FACT", "POSSIBLE", "SUSPECTED OR ACCUSED",
            "SUSPECTED OR ACCUSED BY AUTHORITIES", "CLAIMED OR ADMITTED")


def confidence_of(claim, text):
    """How sure the text is that the actor did it."""
    text = re.sub(r"\s+", " ", text)
    voices = claim["attribution"]
    official = any((v.get("code") or "")[-3:] in OFFICIAL for v in voices)
    if CLAIMED.search(text):
        return "CLAIMED OR ADMITTED"
    if voices and claim["actors"] and voices[-1].get("code") and \
            voices[-1]["code"] == claim["actors"][0]["code"]:
        return "CLAIMED OR ADMITTED"
    if SUSPECT.search(text):
        return SURENESS[3] if official else SURENESS[2]
    if claim["status"] == "possible":
        return "POSSIBLE"
    return "REPORTED AS FACT"


def surest(conf, name, value):
    """The most that any claim of the incident says of the name."""
    if SURENESS.index(value) >= SURENESS.index(conf.get(name, SURENESS[0])):
        conf[name] = value


def accusations(out, claims):
    """Who is accused in the document did not do it as a matter of fact."""
    for c in claims:
        if c["type"] != "ACCUSE" or c["mode"] != "allege":
            continue
        value = SURENESS[3] if any(sector(a) in OFFICIAL for a in c["actors"]) else \
            SURENESS[2]
        for r in c["recipients"]:
            for i in out:
                for f in i["slots"]["perp_org"]:
                    if r["text"] in f or r["name"] in f:
                        for name in f:
                            surest(i["conf"], name, value)


def days_before(claim):
    t, day = claim["time"], claim["published"]
    if not t or not t.get("from") or t.get("precision") == "document" or not day:
        return 0
    try:
        return (date.fromisoformat(day) - date.fromisoformat(t["to"] or t["from"])).days
    except ValueError:
        return 0


MURDER = set("murder assassinate assassination kidnap abduct kidnapping abduction".split())


def is_civil(party, claim):
    """Soldiers and rebels are no victims, but for one whom somebody murdered or abducted."""
    if sector(party) not in MILITARY or is_physical(party):
        return True
    w = words(party["text"])
    return lemma(claim) in MURDER and bool(w) and singular(w[-1]) == w[-1]


def relevant(claim, kind):
    """MUC's rules of relevance, as far as one claim shows them."""
    word = lemma(claim)
    if claim["status"] == "negated" or (word in WAR and claim["mode"] not in MODE_KEPT):
        return False
    if claim["cameo"] and claim["cameo"].startswith(("191", "192", "196", "203")):
        return False
    if days_before(claim) > 62:
        return False  # long ago
    civil = [r for r in claim["recipients"] if is_civil(r, claim)]
    if claim["recipients"] and not civil:
        return False  # armed men are no victims
    return True


def fills(claim, text):
    out = {slot: [] for slot in SLOTS}
    for a in claim["actors"]:
        persons, orgs = perpetrator(a)
        out["perp_ind"] += persons
        for o in orgs:
            out["perp_org"].append(o)
    for r in claim["recipients"]:
        if not is_civil(r, claim):
            continue
        slot, strings = recipient(r, lemma(claim) in HUMAN_ACT)
        if slot:
            out[slot].append(strings)
    return out


# ---- claims to incidents ----------------------------------------------------------------------

def add_fill(have, fill, names):
    for h in have:
        if match(fill, h, names):
            h += [s for s in fill if s not in h]
            return
    have.append(list(fill))


EFFECT = set("""kill wound injure die hurt maim destroy damage attack attempt claim target
    hit strike murder perpetrate commit assault leave shatter survive escape inflict
    murderer massacre""".split())
NUMBER = re.compile(r"\d|\b(one|two|three|four|five|six|seven|eight|nine|ten|eleven|"
                    r"twelve|dozen|several|another)\b", re.I)


def near(incident, claim):
    """In the same sentence, or the one before."""
    return min(abs(claim["sentence"] - c["sentence"]) for c in incident["claims"]) <= 1


def day_of(claim):
    t = claim["time"]
    return t["from"] if t and t["precision"] == "day" else None


def town_of(claim):
    p = claim["place"]
    return p["name"] if p and p["precision"] == "city" else None


def differs(incident, claim, get):
    mine = {get(c) for c in incident["claims"]} - {None}
    return bool(mine) and get(claim) not in mine | {None}


def apart(incident, claim, roles):
    """Another town, another day, or other victims a good way further on."""
    gap = claim["sentence"] - max(c["sentence"] for c in incident["claims"])
    return (differs(incident, claim, town_of) or differs(incident, claim, day_of) or
            gap > 4 and any(roles[s] and incident["slots"][s] for s in ("victim", "target")))


def home_of(out, kind, claim, roles):
    """The incident of the document that the claim tells more of: of the same kind, with a
    victim or target in common, else not apart. What somebody was hurt or what was destroyed
    by belongs to the bomb or fire told of beside it."""
    if kind == "ATTACK" and lemma(claim) in EFFECT and claim["mode"] in (None, "destroy"):
        for i in reversed(out):
            if i["kind"] in ("BOMBING", "ARSON") and near(i, claim):
                return i
    alike = [i for i in reversed(out) if i["kind"] == kind]
    for i in alike:
        if any(match(f, g, True) for s in ("victim", "target")
               for f in roles[s] for g in i["slots"][s]):
            return i
    for i in alike:
        if not apart(i, claim, roles):
            return i
    if kind in ("BOMBING", "ARSON"):
        for i in reversed(out):
            vague = all(lemma(c) in EFFECT and c["mode"] in (None, "destroy")
                        for c in i["claims"])
            if i["kind"] == "ATTACK" and vague and near(i, claim):
                return i
    return None


def specific(incident):
    """MUC leaves out general statements. An incident says whom or what it hit; an attack
    has a time, a place, a number, a name, a doer, stands in the first sentences or is told
    again; a bomb whose target is not named has three of these."""
    claims, slots = incident["claims"], incident["slots"]
    recipients = [r for c in claims for r in c["recipients"]]
    signs = sum([
        any(c["time"] and c["time"]["precision"] != "document" for c in claims),
        any(c["place"] and c["place"]["precision"] != "country" for c in claims),
        any(c["numbers"] for c in claims) or
        any(NUMBER.search(r["text"]) for r in recipients),
        any(is_person(r) for r in recipients),
        len({c["sentence"] for c in claims}) > 1,
        min(c["sentence"] for c in claims) <= 2,
        bool(slots["perp_ind"] or slots["perp_org"]),
    ])
    if not slots["victim"] and not slots["target"]:
        return incident["kind"] != "ATTACK" and signs >= 3
    return incident["kind"] != "ATTACK" or signs >= 1


def is_person(party):
    """A name that is no place and no organisation, or somebody known."""
    text = party["text"]
    if is_physical(party) or is_named(party):
        return False
    return bool(party["id"] and len(party["id"]) > 3) or \
        (not party["code"] and len(words(text)) > 1)


def share(out, claims):
    """An organisation that did one of a document's incidents did the others, where nobody
    else is named; "the guerrillas" of a document that names one group are that group."""
    orgs = [f for i in out for f in i["slots"]["perp_org"]]
    groups = {}
    for c in claims:
        for p in c["actors"] + c["recipients"]:
            if is_named(p) and sector(p) in ("REB", "CRM"):
                groups[p["id"]] = names_of(p)
    for i in out:
        if i["slots"]["perp_org"]:
            continue
        rebels = any(sector(a) == "REB" for c in i["claims"] for a in c["actors"])
        if rebels and len(groups) == 1:
            i["slots"]["perp_org"] = list(groups.values())
        elif orgs:
            i["slots"]["perp_org"] = [list(orgs[0])]
        for f in i["slots"]["perp_org"]:
            i["conf"].update({t: "REPORTED AS FACT" for t in f})


def incidents(claims, text):
    out = []
    for c in claims:
        kind = kind_of(c)
        if not kind or not relevant(c, kind):
            continue
        sentence = text[c["begin"]:c["end"]]
        roles = fills(c, sentence)
        sure = c["status"] != "denied"
        if not any(roles.values()) and kind == "ATTACK":
            continue
        home = home_of(out, kind, c, roles)
        if not home:
            if not sure:
                continue
            home = {"kind": kind, "slots": {s: [] for s in SLOTS}, "stage": stage_of(c),
                    "conf": {}, "claims": []}
            home["slots"]["type"] = [[kind]]
            out.append(home)
        if kind != "ATTACK" and home["kind"] == "ATTACK":
            home["kind"] = kind
            home["slots"]["type"] = [[kind]]
        home["claims"].append(c)
        if sure and STAGES.index(stage_of(c)) < STAGES.index(home["stage"]):
            home["stage"] = stage_of(c)
        for slot in SLOTS[1:]:
            for f in roles[slot]:
                add_fill(home["slots"][slot], f, slot != "target")
                if slot == "perp_org":
                    for s in f:
                        surest(home["conf"], s, confidence_of(c, sentence))
    accusations(out, claims)
    share(out, claims)
    return [i for i in out if specific(i)]


# ---- scoring ----------------------------------------------------------------------------------

def match_slot(slot, got, key):
    """Pairs of fills, greedily; a key is matched once."""
    pairs, used = [], set()
    for i, g in enumerate(got):
        for k, want in enumerate(key):
            if k in used:
                continue
            if slot == "type":
                hit = g[0] in want["strings"]
            else:
                hit = match(g, want["strings"], slot != "target")
            if hit:
                used.add(k)
                pairs.append((i, k))
                break
    return pairs


def shared(got, key):
    return sum(len(match_slot(s, got["slots"][s], key["slots"][s])) for s in SLOTS)


class Tally:
    def __init__(self):
        self.got = collections.Counter()
        self.want = collections.Counter()
        self.hit = collections.Counter()
        self.stage = [0, 0]
        self.conf = [0, 0]
        self.pooled = collections.Counter()

    def spurious(self, got):
        for s in SLOTS:
            self.got[s] += len(got["slots"][s])

    def missing(self, key):
        for s in SLOTS:
            self.want[s] += sum(not f["optional"] for f in key["slots"][s])

    def pair(self, got, key):
        for s in SLOTS:
            g, k = got["slots"][s], key["slots"][s]
            pairs = match_slot(s, g, k)
            needed = sum(not f["optional"] for f in k) if not key["optional"] else 0
            free = sum(1 for _, i in pairs if k[i]["optional"] or key["optional"])
            self.got[s] += len(g)
            self.hit[s] += len(pairs)
            self.want[s] += needed + free
            for i, n in pairs if s == "perp_org" else []:
                wanted = [v for t in k[n]["strings"]
                          for v in key["conf"].get(t.lower(), [])]
                if wanted:
                    self.conf[1] += 1
                    self.conf[0] += any(got["conf"].get(t) in wanted for t in g[i])
        if key["stage"]:
            self.stage[1] += 1
            self.stage[0] += got["stage"] in key["stage"]

    def pool(self, got, keys):
        for s in SLOTS:
            have = []
            for g in got:
                for f in g["slots"][s]:
                    add_fill(have, f, s != "target")
            need = []
            for k in keys:
                for f in k["slots"][s]:
                    twin = next((n for n in need
                                 if set(n["strings"]) & set(f["strings"])), None)
                    free = f["optional"] or k["optional"]
                    if twin:
                        twin["strings"] = twin["strings"] + f["strings"]
                        twin["optional"] = twin["optional"] and free
                    else:
                        need.append({"strings": list(f["strings"]), "optional": free})
            pairs = match_slot(s, have, need)
            free = sum(1 for _, i in pairs if need[i]["optional"])
            self.pooled["got"] += len(have)
            self.pooled["hit"] += len(pairs)
            self.pooled["want"] += sum(not n["optional"] for n in need) + free

    def document(self, got, keys):
        rank = sorted(((-shared(g, k), i, n) for i, g in enumerate(got)
                       for n, k in enumerate(keys)))
        mine, theirs = {}, set()
        for score, i, n in rank:
            if score and i not in mine and n not in theirs:
                mine[i] = n
                theirs.add(n)
        for i, g in enumerate(got):
            if i in mine:
                self.pair(g, keys[mine[i]])
            else:
                self.spurious(g)
        for n, k in enumerate(keys):
            if n not in theirs and not k["optional"]:
                self.missing(k)
        self.pool(got, keys)
        return mine


def prf(hit, got, want):
    p = hit / got if got else 0.0
    r = hit / want if want else 0.0
    return p, r, 2 * p * r / (p + r) if p + r else 0.0


# ---- the run ----------------------------------------------------------------------------------

def code(tocsin, documents, jobs):
    return read_claims(tocsin, ({"id": d["doc_id"], "text": d["text"], "published": d["header"]["date"]}
                                for d in documents), "--jobs", str(jobs))


def strings(slots):
    out = []
    for s in SLOTS:
        names = ["/".join(f["strings"] if isinstance(f, dict) else f) for f in slots[s]]
        if names:
            out.append(f"{s}={names}")
    return "  ".join(out)


def show(document, got, keys, mine, claims):
    print("=====", document["doc_id"])
    for n, k in enumerate(keys):
        print("  KEY ", "(optional)" if k["optional"] else "", strings(k["slots"]))
    for i, g in enumerate(got):
        print("  GOT ", "->", mine.get(i), strings(g["slots"]))
    for c in claims:
        if c["type"] in ("ASSAULT", "THREATEN", "COERCE"):
            print("     .", c["sentence"], c["type"], c["mode"], c["status"],
                  [(a["text"], a["code"]) for a in c["actors"]], "->",
                  [(a["text"], a["code"]) for a in c["recipients"]],
                  c["why"]["rule"])


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("gold")
    parser.add_argument("--tocsin", default="build/tocsin")
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--lines", choices=("even", "odd"))
    parser.add_argument("--show")
    options = parser.parse_args()
    with open(options.gold, encoding="utf-8") as f:
        documents = [json.loads(line) for line in f if line.strip()]
    if options.lines:
        documents = documents[options.lines == "odd"::2]
    claims = code(options.tocsin, documents, options.jobs)
    tally = Tally()
    for d in documents:
        raw = d["text"].encode("utf-8")
        text = raw.decode("latin-1")  # claims count bytes
        got = incidents(claims[d["doc_id"]], text)
        keys = [key_incident(e) for e in d["events"]]
        mine = tally.document(got, keys)
        if options.show in ("all", d["doc_id"]):
            show(d, got, keys, mine, claims[d["doc_id"]])
    result = {}
    for s in SLOTS:
        p, r, f = prf(tally.hit[s], tally.got[s], tally.want[s])
        result[s] = round(f, 4)
        print(f"{s:10} precision {p:.3f} recall {r:.3f} f1 {f:.3f}   "
              f"correct {tally.hit[s]} given {tally.got[s]} in the key {tally.want[s]}")
    hit, got, want = (sum(c.values()) for c in (tally.hit, tally.got, tally.want))
    p, r, f = prf(hit, got, want)
    print(f"{'all':10} precision {p:.3f} recall {r:.3f} f1 {f:.3f}   "
          f"correct {hit} given {got} in the key {want}")
    pooled = prf(tally.pooled["hit"], tally.pooled["got"], tally.pooled["want"])
    print("pooled     precision %.3f recall %.3f f1 %.3f" % pooled)
    result.update(precision=round(p, 4), recall=round(r, 4), f1=round(f, 4),
                  pooled_f1=round(pooled[2], 4),
                  stage_accuracy=round(tally.stage[0] / max(1, tally.stage[1]), 4),
                  stage_paired=tally.stage[1],
                  confidence_accuracy=round(tally.conf[0] / max(1, tally.conf[1]), 4),
                  confidence_paired=tally.conf[1], documents=len(documents))
    print("muc4 " + " ".join(f"{name}={value}" for name, value in result.items()))


if __name__ == "__main__":
    main()
