"""Offices in a sentence: one name, a list of names, a group ("các sở, ban, ngành"), a person who answers for one.

The grammar knows heads (Sở, UBND, Trung tâm…), the country's names of fields (names.py) and the units that the
caller knows on the document's date. It reads from a given place and says how far the name goes.
"""

import re
from collections.abc import Callable

from . import agency_patterns as patterns
from . import names as vocabulary
from .mentions import Mention, clear_verb, lower_first
from .office_names import end_of_name
from .people_and_places import PERSON_FIRST, PLACE_FIRST, bare_place, persons, runs_on
from .words import STOPS, adverb_at, predicate_at, verb_at, words


class Agencies:
    """Reads offices in one sentence; results are kept by place, so asking twice is free."""

    __slots__ = ("_colon", "_kept", "known", "low", "text")

    def __init__(self, text: str, low: str, known: dict[str, tuple[str, ...]]) -> None:
        self.text, self.low, self.known = text, low, known
        self._kept: dict[int, Mention | None] = {}
        self._colon = ": " in text

    # ---- one office ------------------------------------------------------------------------------------

    def at(self, place: int) -> Mention | None:
        """The office, group or office-holder whose name begins exactly at this place."""
        if place in self._kept:
            return self._kept[place]
        found = None
        word = patterns.FIRST.match(self.text, place)
        if word is not None:
            first = word[0]
            for rule in _RULES_FOR.get(first) or (_IF_KNOWN if first in self.known else _NO_RULES):
                found = rule(self, place)
                if found is not None:
                    break
        self._kept[place] = found
        return found

    def _state(self, place: int) -> Mention | None:
        found = patterns.STATE.match(self.text, place)
        return Mention(place, found.end(), [found[0]]) if found else None

    def _person(self, place: int) -> Mention | None:
        """As in "Các đồng chí Ủy viên Ban Thường vụ Tỉnh ủy phụ trách địa bàn", "Phó Chủ tịch UBND tỉnh"."""
        found = patterns.PERSON.match(self.text, place) or (
            patterns.PERSON.match(self.text[0].lower() + self.text[1:], place) if place == 0 else None
        )
        if not found:
            return None
        return Mention(
            place, found.end(), [lower_first(found[0]) if "đồng chí" in found[0].lower() else found[0]]
        )

    def _titled(self, place: int) -> Mention | None:
        """As in "Giám đốc Sở Y tế" → Sở Y tế, in the person of its head."""
        found = patterns.TITLE.match(self.text, place)
        if not found:
            comrade = patterns.COMRADE.match(self.text, place)
            if comrade:
                inner = self.at(comrade.end())
                if inner:
                    return Mention(place, inner.end, inner.names, inner.role, inner.sector, inner.group)
            return None
        title = found[1].lower()
        start = found.end()
        if title.startswith("trưởng") and self.low.startswith(("thôn", "các thôn"), start):
            where = (
                patterns.A_PLACE.match(self.text, start + 5) if self.low.startswith("thôn ", start) else None
            )
            end = where.end() if where else start + (4 if self.low.startswith("thôn", start) else 8)
            name = "Trưởng " + self.text[start:end]
            return Mention(place, end, [name], None, False, True)
        if title in (
            "trưởng ban",
            "trưởng phòng",
            "trưởng đoàn",
        ):  # "Trưởng Ban Tổ chức Tỉnh ủy": the body's own first word
            body = self.at(found.start(1) + title.rindex(" ") + 1)
            if body:
                return Mention(place, body.end, body.names, vocabulary.HEAD_ROLE)
        second = patterns.TWO_TITLES.match(self.text, start)
        if second:
            return self._two_offices(place, second)
        office = patterns.OFFICE_TITLE.get(title)
        inner = self.at(start)
        if office is not None and office and (inner is None or not inner.names[0].startswith(office)):
            levelled = patterns.LEVEL_AFTER_OFFICE.match(self.text, start)
            if levelled:
                return Mention(place, levelled.end(), [f"{office} {levelled[0]}"], vocabulary.HEAD_ROLE)
            if inner:
                return Mention(place, inner.end, [f"{office} {inner.names[0]}"], vocabulary.HEAD_ROLE)
        if inner is None:
            return None
        return Mention(place, inner.end, inner.names, vocabulary.HEAD_ROLE, inner.sector, inner.group)

    def _two_offices(self, place: int, second: re.Match[str]) -> Mention | None:
        """As in "Bí thư Đảng ủy, Chủ tịch UBND các xã A, B": the Party committee and the People's Committee of each."""
        councils = self.at(second.end())
        if councils is None:
            return None
        party = [name.replace("UBND", second["office"] or "Đảng ủy", 1) for name in councils.names]
        return Mention(
            place, councils.end, party + councils.names, vocabulary.HEAD_ROLE, group=councils.group
        )

    def _both(self, place: int) -> Mention | None:
        """As in "Đảng ủy, UBND các xã, phường": two bodies share the places that follow."""
        found = patterns.BOTH.match(self.text, place)
        if not found:
            return None
        councils = self.at(found.end())
        if councils is None:
            return None
        party = [name.replace("UBND", found[1], 1) for name in councils.names]
        return Mention(place, councils.end, party + councils.names, group=councils.group)

    def _levelled(self, place: int) -> Mention | None:
        """As in "UBND các huyện, thành phố", "UBND xã Thái Hòa", "UBND các xã A, B và C" (one unit each)."""
        head = patterns.LEVELLED.match(self.text, place)
        if not head:
            return None
        text = self.text
        many = patterns.LEVEL_MANY.match(text, head.end())
        if many:
            level = many[1]
            single = patterns.FIRST_LEVEL.fullmatch(level)
            after = many.end() + (1 if text.startswith(":", many.end()) else 0)
            if single and text.startswith(" ", after):
                places, end = self._places(after + 1)
                if places:
                    return Mention(place, end, [f"{head[0]} {level} {name}" for name in places])
            end = self._tail(many.end())
            end = self._narrowed(end)
            return Mention(place, end, [text[place:end]], group=True)
        several = patterns.LEVEL_BARE_LIST.match(text, head.end())
        if several:
            return Mention(place, several.end(), [text[place : several.end()]], group=True)
        one = patterns.LEVEL_ONE.match(text, head.end())
        if not one:
            return None
        end = one.end()
        if text.startswith(" ", end):
            where = patterns.A_PLACE.match(text, end + 1)
            if where:
                end = where.end()
                name = text[place:end]
                others, list_end = self._more_places(end, f"{head[0]}{one[0]}")
                if others:
                    return Mention(place, list_end, [name, *others])
                return Mention(place, end, [name])
            if one[0].strip().startswith("cấp"):
                return Mention(place, self._tail(end), [text[place:end]], group=True)
        return Mention(place, end, [text[place:end]])

    def _places(self, place: int) -> tuple[list[str], int]:
        """As in "Hàm Yên, Bình Xa và Thái Sơn" as separate places."""
        found: list[str] = []
        end = place
        while True:
            name = patterns.A_PLACE.match(self.text, place)
            if not name or self._is_head(place) or patterns.TITLE.match(self.text, place):
                return found, end
            found.append(name[0])
            end = name.end()
            joint = patterns.JOIN.match(self.text, end)
            if not joint or joint[0].strip() in ("-", "–"):
                return found, end
            place = joint.end()

    def _more_places(self, end: int, head: str) -> tuple[list[str], int]:
        """As in "UBND huyện Na Hang, Lâm Bình và Chiêm Hóa": bare places after the first one."""
        joint = patterns.JOIN.match(self.text, end)
        if not joint or joint[0].strip() in ("-", "–"):
            return [], end
        places, list_end = self._places(joint.end())
        if not places or not head.startswith(("UBND", "Công an", "Huyện")):
            return [], end
        return [f"{head} {name}" for name in places], list_end

    def _party(self, place: int) -> Mention | None:
        found = patterns.PARTY.match(self.text, place) or patterns.POLICE.match(self.text, place)
        if found:
            return Mention(place, found.end(), [found[0]])
        many = patterns.OF_MANY.match(self.text, place)
        group = self._group(many.end()) if many else None
        return Mention(place, group.end, [self.text[place : group.end]], group=True) if group else None

    def _field(self, place: int) -> Mention | None:
        """As in "Sở Văn hóa, Thể thao và Du lịch", "Sở TT&TT", "các Sở: Tài chính, Xây dựng"; several share one head."""
        head = patterns.FIELD_HEAD.match(self.text, place)
        if not head:
            return None
        word = head["head"][0].upper() + head["head"][1:]
        found: list[str] = []
        place_of_name = head.end()
        end = -1
        while True:
            field, after = self._field_name(place_of_name)
            if field is None:
                break
            found.append(f"{word} {field}")
            end = after
            if word not in ("Sở", "Bộ", "Phòng"):
                break
            joint = patterns.JOIN.match(self.text, after)
            if not joint:
                break
            place_of_name = joint.end()
            if head["many"] and patterns.LEVELLED.match(self.text, place_of_name):
                break
            if patterns.HEAD.match(self.text, place_of_name) and not head["many"]:
                next_field, _ = self._field_name(place_of_name)
                if next_field is None or self.text.startswith(
                    ("Thanh tra", "Công an", "Văn phòng"), place_of_name
                ):
                    break
        if end < 0:
            return None
        if (
            self.text.startswith(" tỉnh", end)
            and not self.text[end + 5 : end + 6].isalnum()
            and word in ("Sở", "Ban")
        ):
            where = patterns.A_PLACE.match(self.text, end + 6) if self.text.startswith(" ", end + 5) else None
            if where:
                found[-1] += self.text[end : where.end()]
                end = where.end()
            else:
                end += 5
                if word == "Ban":
                    found[-1] += " tỉnh"
        elif word == "Phòng":
            level = re.compile(rf" (?:UBND )?(?:xã|phường|huyện)(?: {patterns.PLACE})?").match(self.text, end)
            if level:
                found[-1] += level[0]
                end = level.end()
        return Mention(place, end, found)

    def _field_name(self, place: int) -> tuple[str | None, int]:
        found = patterns.FIELD.match(self.text, place)
        if found and self.text[place].isupper():
            return patterns.CANONICAL_FIELD[found[0].lower()], found.end()
        short = patterns.SHORT_FIELD.match(self.text, place)
        if short:
            name = vocabulary.SHORT_FIELDS.get(short[0]) or vocabulary.SHORT_FIELDS.get(
                vocabulary.squeeze(short[0])
            )
            if name:
                return name, short.end()
        return None, place

    def _known(self, place: int) -> Mention | None:
        """A name of the organisation tree of the document's date."""
        found = patterns.FIRST.match(self.text, place)
        if not found:
            return None
        for name in self.known.get(found[0], ()):
            if self.text.startswith(name, place):
                end = place + len(name)
                if end >= len(self.text) or not (self.text[end].isalnum() or self.text[end] == "&"):
                    branch = patterns.BRANCH.match(self.text, end)
                    end = branch.end() if branch else end
                    if self.text.startswith(" tỉnh", end) and not self.text[end + 5 : end + 6].isalnum():
                        end += 5  # "MobiFone tỉnh"
                    return Mention(place, end, [self.text[place:end]])
        return None

    def _group(self, place: int) -> Mention | None:
        """As in "các cơ quan, đơn vị liên quan": one item however many nouns it has."""
        found = patterns.GROUP.match(self.text, place)
        if not found:
            found = patterns.BARE_GROUP.match(self.text, place)
            if not found:
                return None
            end = found.end()
            whose = self._group(end + 1) if self.low.startswith((" các ", " mỗi ", " từng "), end) else None
            end = whose.end if whose else end
            name = self.text[place:end]
            return Mention(
                place,
                end,
                [name if name.startswith("Tổ") and (place or " các " in name) else lower_first(name)],
                group=True,
            )
        end = found.end()
        belongs = patterns.BELONGS.match(self.text, end)
        if belongs:
            owner = self.at(belongs.end())
            if owner:
                end = owner.end
        narrowed = self._narrowed(end)
        end = narrowed if narrowed > end else runs_on(self.text, self.low, end)
        return Mention(place, end, [lower_first(self.text[place:end]).removesuffix(" này")], group=True)

    def _tail(self, end: int) -> int:
        while True:
            more = patterns.TAIL_RULE.match(self.text, end)
            if not more:
                return end
            end = more.end()

    def _narrowed(self, end: int) -> int:
        """A clause that narrows the group: "các xã ven sông Lô", "UBND các xã có thôn bị cô lập"."""
        if not patterns.NARROWED.match(self.low, end):
            return end
        if predicate_at(self.low, end + 1):
            return end
        place = end
        for _ in range(14):
            word = patterns.WORD.match(self.text, place)
            if not word:
                if (
                    self.text.startswith(", ", place)
                    and self.text[place + 2 : place + 3].islower()
                    and place > end
                ):
                    ahead = re.compile(rf", \w+ {patterns.PLACE} (?=\w)").match(self.text, place)
                    if ahead and predicate_at(self.low, ahead.end()):
                        return ahead.end() - 1
                return place if place > end and self.text[place : place + 1] in (",", ":", "") else end
            start = word.start(1)
            if (
                place > end
                and self.low[start : start + 5] != "được "
                and (
                    (
                        clear_verb(self.low, start)
                        and not self.low.startswith("được giao ", word.start(1) - 6)
                        and self.text[max(0, start - 5) : start] not in ("được ", "giao ")
                    )
                    or self.low.startswith(("phải ", "cần ", "khẩn "), start)
                )
                and not self._inside_narrowing(end, start)
            ):
                return word.start() if self.text[word.start()] == " " else end
            place = word.end()
        return end

    def _inside_narrowing(self, end: int, start: int) -> bool:
        """As in "được giao chủ trì 11 nhiệm vụ này hoàn thành": the first verb after "được giao" still narrows."""
        return self.low[end:start].strip() in ("được", "được giao", "chưa", "đang", "bị", "còn")

    def _sector(self, place: int) -> Mention | None:
        """As in "ngành Thông tin và Truyền thông": a field of work, not one office."""
        found = patterns.SECTOR.match(self.text, place)
        if not found:
            return None
        field = patterns.FIELD.match(self.text, found.end())
        if field:
            name, end = field[0], field.end()
        elif capital := patterns.SECTOR_NAME.match(self.text, found.end()):
            name, end = capital[0], capital.end()
        else:
            where = re.compile(r"[a-zà-ỹđ]+(?: [a-zà-ỹđ]+)?").match(self.text, found.end())
            if (
                not where
                or where[0].split()[0] in STOPS
                or verb_at(self.low, found.end()) > 0
                or adverb_at(self.low, found.end()) > 0
            ):
                return None
            name, end = where[0], where.end()
            first_end = found.end() + len(where[0].split()[0])
            if " " in name and (predicate_at(self.low, first_end + 1) or name.split()[1] in STOPS):
                name, end = name.split()[0], first_end
        return Mention(place, end, [f"ngành {name}"], sector=True)

    def _free(self, place: int) -> Mention | None:
        """Names that run in lower case: "Ban Quản lý dự án đầu tư xây dựng tỉnh", "Đội ứng cứu sự cố … tỉnh"."""
        if not self.text.startswith(patterns.FREE_HEADS, place):
            return None
        projects = patterns.PROJECTS.match(self.text, place)
        if projects:
            return Mention(place, projects.end(), [projects[0]])
        found = patterns.FREE.match(self.text, place)
        if not found or patterns.NOT_IN_FREE.search(found[0]):
            return None
        for joint in re.finditer(r" và (?=[A-ZĐ])", found[0]):
            if self._is_head(place + joint.end()):  # "Ban Quản lý rừng A | và Hạt Kiểm lâm khu vực II"
                end = place + joint.start()
                return Mention(place, end, [self.text[place:end]])
        end = found.end()
        while more := patterns.FREE_GOES_ON.match(self.text, end):
            small = [place for place in re.finditer(r"(?<= )[a-zà-ỹđ]", more[0])]
            if any(predicate_at(self.low, end + one.start()) for one in small) or STOPS & set(
                more[0].split()
            ):
                break
            end = more.end()
        return Mention(place, end, [self.text[place:end]])

    def _headed(self, place: int) -> Mention | None:
        """Any other office: a head and its own name."""
        if not self._is_head(place):
            return None
        head = patterns.HEAD.match(self.text, place)
        assert head is not None
        form = patterns.LEGAL_FORM.match(self.text, head.end())
        end = end_of_name(self.text, self.low, form.end() if form else head.end(), self._is_head)
        branch = patterns.BRANCH.match(self.text, end) if self.text.startswith(" chi nhánh ", end) else None
        end = branch.end() if branch else end
        name = self.text[place:end]
        return Mention(place, end, [name]) if end > head.end() or name in patterns.WHOLE_HEADS else None

    def _small(self, place: int) -> Mention | None:
        """As in "trường THCS Sơn Vĩ", "công ty Hoàng Anh": the head in small letters before its own name."""
        head = patterns.SMALL_HEAD.match(self.text, place)
        if not head:
            return None
        end = end_of_name(self.text, self.low, head.end(), self._is_head)
        return Mention(place, end, [self.text[place:end]]) if end > head.end() else None

    def _council(self, place: int) -> Mention | None:
        """As in "Hội đồng thẩm định", "Tổ giúp việc": the office is named by its work."""
        found = patterns.COUNCIL.match(self.text, place)
        return Mention(place, found.end(), [found[0]]) if found else None

    def _holder(self, place: int) -> Mention | None:
        """As in "Các ông (bà) Trưởng thôn", "các đồng chí Tỉnh ủy viên phụ trách xã, phường"."""
        found = persons(self.text, place)
        return Mention(place, found[1], found[0], group=True) if found else None

    def _place(self, place: int) -> Mention | None:
        """As in "huyện Na Hang", "các xã Thượng Nông, Côn Lôn, Yên Hoa" (one each)."""
        found = bare_place(self.text, place)
        return Mention(place, found[1], found[0]) if found else None

    def _is_head(self, place: int) -> bool:
        word = patterns.FIRST.match(self.text, place)
        return bool(word and word[0] in patterns.QUICK_HEADS and patterns.HEAD.match(self.text, place))

    # ---- a list of offices -----------------------------------------------------------------------------

    def list_at(self, place: int, *, every: bool = False) -> tuple[list[Mention], int]:
        """All offices of a list that begins here, and where the list ends.

        `every` (a list of coordinating bodies) also takes capitalised names without a known head: FPT, Misa.
        """
        found: list[Mention] = []
        announced = patterns.ANNOUNCED.match(self.text, place) if self._colon else None
        if announced and self.at(announced.end()):
            place = announced.end()
        end = place
        while True:
            mention = self.at(place) or (self._unknown(place) if every else None)
            if mention is None:
                return found, end
            found.append(mention)
            end = mention.end
            bracket = patterns.BRACKET.match(self.text, end)
            if bracket:
                end = bracket.end()
            tail = patterns.RELATING.match(self.text, end)
            if tail and every:
                stop = re.compile(r"[,;.]| để | nhằm ").search(self.text, tail.end())
                end = tail.end() if not stop else end
            joint = patterns.JOIN.match(self.text, end)
            if not joint:
                return found, end
            place = joint.end()

    def _unknown(self, place: int) -> Mention | None:
        if not patterns.CAP.match(self.text, place):
            return None
        name = re.compile(rf"[{patterns.UP}][\w&]*(?:[ -][{patterns.UP}][\w&]*)*").match(self.text, place)
        if not name:
            return None
        alone = " " not in name[0] and sum(letter.isupper() for letter in name[0]) < 2
        if alone and not (
            name.end() >= len(self.text)
            or self.text[name.end()] in ",;."
            or predicate_at(self.low, name.end() + 1)
        ):
            return None
        return Mention(place, name.end(), [name[0]])


_Rule = Callable[[Agencies, int], Mention | None]
_NO_RULES: tuple[_Rule, ...] = ()
_IF_KNOWN: tuple[_Rule, ...] = (Agencies._known,)


def _rules_by_first_word() -> dict[str, tuple[_Rule, ...]]:
    """Which rules can apply to a name that begins with a word, in the order in which they are tried."""
    heads = {head.split()[0] for head in vocabulary.alternatives(vocabulary.HEADS)}
    titles = {title.split()[0] for title in vocabulary.alternatives(vocabulary.TITLES)}
    titles |= {title[0].lower() + title[1:] for title in titles}
    comrades = {"các", "Các", "đồng", "Đồng", "ông", "Ông", "bà", "Bà", "cho", "đến", "tới"}
    groups = {
        "các",
        "Các",
        "những",
        "Những",
        "mọi",
        "Mọi",
        "tất",
        "Tất",
        "toàn",
        "Toàn",
        "mỗi",
        "Mỗi",
        "từng",
        "Từng",
    }
    groups |= words("cấp chính chủ đơn cơ địa người đảng tổ nhà trưởng ban quý lực")
    groups |= {word.capitalize() for word in groups}
    order: tuple[tuple[_Rule, set[str]], ...] = (
        (Agencies._state, {"Chủ", "Thủ", "Phó", "Tổng", "Chính"}),
        (Agencies._person, {"Phó", "Ủy", "Thành", "Tổ", "Trưởng", "các", "Các", "đồng", "Đồng"}),
        (Agencies._holder, set(PERSON_FIRST)),
        (Agencies._titled, titles | comrades),
        (Agencies._both, {"Đảng", "Thường", "Ủy"}),
        (Agencies._levelled, heads),
        (Agencies._party, heads | {"BTV"}),
        (
            Agencies._field,
            {"Sở", "sở", "Bộ", "bộ", "Ban", "Phòng", "phòng", "các", "Các", "hai", "Hai", "ba", "Ba"},
        ),
        (Agencies._known, heads),
        (Agencies._place, set(PLACE_FIRST)),
        (Agencies._group, groups),
        (Agencies._sector, {"ngành", "Ngành"}),
        (Agencies._free, heads),
        (Agencies._council, {"Hội", "Tổ", "Ban", "Đoàn", "Liên"}),
        (Agencies._headed, heads),
        (Agencies._small, set(words("trường trung công trạm bệnh hợp ban phòng văn hội chi đoàn đội tổ"))),
    )
    firsts_of_all: set[str] = set().union(*(firsts for _, firsts in order))
    return {word: tuple(rule for rule, firsts in order if word in firsts) for word in firsts_of_all}


_RULES_FOR = _rules_by_first_word()
