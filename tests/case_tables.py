"""Reads cases/*.md: tables that officials can read and that are tests.

A page names its question once (質問: `card.expiry`). A table's header gives each column as the
label and the input that it fills; the last two are 答え and 出典. A blank cell is not given.
A wrong header or a source that names no page of a guidebook is an error with file and line.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from re import fullmatch, search
from typing import Final

from fuda.ask import QUESTIONS
from fuda.parameters.sources import Document

ANSWER: Final = "答え"
SOURCE: Final = "出典"

LABELS: Final[Mapping[str, str]] = {
    "born": "生年月日",
    "issued": "発行日",
    "applied": "申請日",
    "residence": "在留の区分",
    "stay_until": "在留期間の満了日",
    "kind": "種類",
    "card_expires": "カードの有効期限",
    "user_expires": "利用者証明用の有効期限",
    "renewed_from": "更新前の有効期限",
    "expires": "有効期限",
    "what": "更新するもの",
    "on": "その日",
    "value": "暗証番号",
    "city": "市区",
    "certificate": "証明書",
    "at": "日時",
    "card": "カード",
    "variant": "住民票の種類",
    "my_number": "マイナンバー入り",
    "household": "世帯員も",
    "household_moving_out": "世帯員が転出予定",
    "moving_out": "本人が転出予定",
    "moved_out": "転出済み",
    "deceased": "死亡",
    "issue_restricted": "発行制限",
    "unsupported_characters": "対応しない文字",
    "tax_just_filed": "申告して間もない",
    "seal_registered": "印鑑登録",
    "honseki_here": "本籍が同じ市区",
    "after": "手続き",
    "since": "手続きの日",
    "opens": "開始",
    "closes": "終了",
    "fee": "手数料",
    "locks_after": "ロックまでの回数",
    "may_from": "場合により使える日",
    "sure_from": "確実に使える日",
    "phone": "端末",
    "use": "使い方",
    "menu": "音声ガイダンス",
}

WORDS: Final[Mapping[str, str]] = {
    "はい": "yes",
    "いいえ": "no",
    "千代田区": "chiyoda",
    "荒川区": "arakawa",
    "港区": "minato",
    "苫小牧市": "tomakomai",
    "鎌倉市": "kamakura",
    "日本国籍": "japanese",
    "永住者": "permanent",
    "期限のある在留": "limited_stay",
    "署名用": "signature",
    "利用者証明用": "user",
    "住民基本台帳用": "resident_register",
    "券面事項入力補助用": "face_item",
    "マイナンバーカード": "card",
    "電子証明書": "certificate",
    "顔認証": "face_auth",
    "交付": "handover",
    "継続利用": "continuation",
    "住民票の写し": "juminhyo",
    "印鑑登録証明書": "inkan",
    "戸籍全部事項証明書": "koseki_all",
    "戸籍個人事項証明書": "koseki_indiv",
    "戸籍一部事項証明書": "koseki_part",
    "戸籍の附票": "fuhyo",
    "課税証明書": "tax_kazei",
    "納税証明書": "tax_nozei",
    "課税・納税証明書": "tax_kazei_nozei",
    "住民票コード入り": "resident_record_code",
    "除票": "removed_record",
    "改製原": "revised_original",
    "記載事項証明書": "certificate_of_entries",
    "異動履歴入り": "change_history",
    "区内転居が複数": "several_moves_in_city",
    "発行できる": "offered",
    "Android": "android",
    "iPhone": "iphone",
    "ログイン": "login",
    "コンビニ": "kiosk",
    "窓口": "counter",
    "搭載できる": "offered",
    "生体認証で": "biometrics",
    "一部の店舗で": "some_shops",
    "カードと同様": "as_the_card",
    "カードが要る窓口もある": "card_at_some",
    "形は正しい": "acceptable",
    "更新できる": "allowed",
    "新規発行として": "allowed_as_new_issue",
    "まだ使えない": "no",
    "使える場合がある": "may",
    "確実に使える": "sure",
    "記載なし": "not_stated",
}

REFUSED: Final = r"拒否 (?P<rule>[A-Z]+-\d+)"
CITED: Final = r"(?P<tag>[A-Z]{3}) (?P<page>p\d+|cover|contents|appendix|back cover)"


class CaseTableError(ValueError):
    """A page of cases that cannot be read: file, line, and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One row: a question, its inputs, and the answer that the source demands."""

    place: str
    question: str
    inputs: Mapping[str, str]
    facts: Mapping[str, str]
    answer: str | None
    """None where a rule refuses."""
    rule: str | None
    source: str

    @property
    def id(self) -> str:
        """File, line and source, so that a red test names the page that it contradicts."""
        return f"{self.place} {self.source}"


def cells(line: str) -> list[str]:
    """The cells of a Markdown row."""
    return [cell.strip() for cell in line.strip().strip("|").split("|")]


def read_cases(path: Path, documents: Mapping[str, Document]) -> Iterator[Case]:
    """Every row of every table on the page; `documents` are the guidebooks by tag."""
    question: str | None = None
    header: list[str] | None = None
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        place = f"{path.name}:{number}"
        if named := fullmatch(r"質問: `([a-z.]+)`", line):
            question = named[1]
            if question not in QUESTIONS:
                raise CaseTableError(f"{place}: no question {question}; see fuda ask --list")
        elif not line.startswith("|"):
            header = None
        elif header is None:
            if question is None:
                raise CaseTableError(f"{place}: write 質問: `…` above the table")
            header = _header(place, question, cells(line))
        elif not fullmatch(r"[| :-]+", line):
            if question is None:
                raise CaseTableError(f"{place}: write 質問: `…` above the table")
            yield _case(place, question, header, cells(line), documents)


def _header(place: str, question: str, columns: list[str]) -> list[str]:
    """The inputs and facts that the columns fill, without the last two."""
    if columns[-2:] != [ANSWER, SOURCE]:
        raise CaseTableError(f"{place}: the last two columns are {ANSWER} and {SOURCE}")
    names = []
    for column in columns[:-2]:
        named = fullmatch(r"(.+) `([a-z_]+)`", column)
        if named is None or LABELS.get(named[2]) != named[1]:
            raise CaseTableError(f"{place}: column {column!r} of {question} is not a known one")
        names.append(named[2])
    return names


def _case(
    place: str,
    question: str,
    header: list[str],
    row: list[str],
    documents: Mapping[str, Document],
) -> Case:
    if len(row) != len(header) + 2:
        raise CaseTableError(f"{place}: {len(row)} cells under {len(header) + 2} columns")
    *values, answer, source = row
    _check_source(place, source, documents)
    given = {
        name: WORDS.get(value, value) for name, value in zip(header, values, strict=True) if value
    }
    inputs = {one.name for one in QUESTIONS[question].inputs}
    refused = fullmatch(REFUSED, answer)
    return Case(
        place=place,
        question=question,
        inputs={name: value for name, value in given.items() if name in inputs},
        facts={name: value for name, value in given.items() if name not in inputs},
        answer=None if refused else WORDS.get(answer, answer),
        rule=refused["rule"] if refused else None,
        source=source,
    )


def _check_source(place: str, source: str, documents: Mapping[str, Document]) -> None:
    cited = search(CITED, source)
    if cited is None and not source.startswith("own: "):
        raise CaseTableError(f"{place}: the {SOURCE} names no page; write KAM p12, or own: why")
    if cited is not None:
        document = documents.get(cited["tag"])
        if document is None or cited["page"] not in document.pages:
            raise CaseTableError(f"{place}: {cited[0]} is no page of docs/sources/index.yaml")
