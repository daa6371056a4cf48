"""The pages docs/lifecycle/*.md, made from the tables; script/lifecycle writes them."""

from collections.abc import Callable, Sequence
from enum import StrEnum
from typing import Any

from fuda.rules.lifecycle.application import APPLICATION
from fuda.rules.lifecycle.card import CARD
from fuda.rules.lifecycle.certificate import CERTIFICATES
from fuda.rules.lifecycle.face_card import FACE_CARD
from fuda.rules.lifecycle.face_return import FACE_RETURN
from fuda.rules.lifecycle.honseki import HONSEKI
from fuda.rules.lifecycle.kiosk_reset import KIOSK_RESET
from fuda.rules.lifecycle.machine import Goes, Machine, Refuses
from fuda.rules.lifecycle.notification_card import NOTIFICATION_CARD
from fuda.rules.lifecycle.number import NUMBER
from fuda.rules.lifecycle.pin import PINS
from fuda.rules.lifecycle.what_happens import ROWS, Row

Say = Callable[[str], str]

_MADE = "<!-- Made by script/lifecycle from src/fuda/rules/lifecycle; do not edit. -->"

_TITLES = {
    "application": "カードの交付申請",
    "card": "マイナンバーカード",
    "certificate_signature": "署名用電子証明書",
    "certificate_user": "利用者証明用電子証明書",
    "pin_signature": "署名用電子証明書の暗証番号",
    "pin_user": "利用者証明用電子証明書の暗証番号",
    "pin_resident_register": "住民基本台帳用の暗証番号",
    "pin_face_item": "券面事項入力補助用の暗証番号",
    "kiosk_reset": "コンビニでの暗証番号再設定の予約",
    "number": "個人番号（マイナンバー）",
    "notification_card": "通知カード",
    "face_card": "顔認証マイナンバーカード",
    "face_return": "顔認証マイナンバーカードを通常のカードに戻す手続き",
    "honseki": "本籍地利用登録",
}

_JAPANESE = {
    "applied": "申請済み",
    "issued": "発行済み",
    "ready": "交付待ち",
    "delivered": "交付済み",
    "suspended": "一時停止",
    "lapsed": "失効",
    "abolished": "廃止",
    "returned": "返納",
    "manufacture": "製造",
    "arrive": "到着",
    "handed_over": "交付",
    "changed_in_city": "券面記載事項変更",
    "continued": "継続利用",
    "suspend": "一時停止する",
    "lift": "一時停止の解除",
    "lapse": "失効する",
    "abolish": "廃止する",
    "return": "返納する",
    "unregistered": "未登録",
    "register_applied": "利用登録の申請済み",
    "register_usable": "利用登録済み",
    "register_cleared": "利用登録の解除",
    "register": "利用登録を申請する",
    "register_ready": "登録の完了",
    "issue_elsewhere": "本籍地の証明書の発行",
    "clear_registration": "利用登録が解除される",
    "valid": "有効",
    "revoked": "失効",
    "revoke": "失効する",
    "not_issued": "未発行",
    "expired": "期限切れ",
    "issue": "発行",
    "items_changed": "4情報の変更",
    "expire": "有効期限が過ぎる",
    "unset": "未設定",
    "usable": "使用可",
    "locked": "ロック",
    "set": "設定",
    "right": "正しい入力",
    "wrong": "誤入力",
    "last_wrong": "最後の誤入力",
    "change": "変更",
    "reset": "窓口での再設定",
    "clear": "暗証番号の消去",
    "next_day": "日付が変わる",
    "unassigned": "付番前",
    "assign": "付番",
    "in_use": "使用中",
    "replaced": "変更済み",
    "closed": "消除",
    "replace": "個人番号の変更",
    "close": "住民票の消除",
    "proves": "証明に使える",
    "outdated": "証明に使えない",
    "gone": "手元にない",
    "change_written": "変更の記入（廃止の前）",
    "data_changed": "記載事項の変更（廃止の後）",
    "card_handed_over": "カードの交付",
    "give_back": "返納",
    "lose": "紛失",
    "holder_died": "持ち主の死亡",
    "normal": "通常のカード",
    "face_authentication": "顔認証マイナンバーカード",
    "choose_face": "顔認証マイナンバーカードへの切替え",
    "give_up_face": "通常のカードへ戻す",
    "set_pin": "暗証番号の設定",
    "signature_key": "署名用の鍵と電子証明書",
    "pin_entry": "暗証番号の入力",
    "face_check": "顔の確認",
    "face_only": "顔認証のまま",
    "forms_in": "代理人が申請書を記入",
    "inquiry_out": "照会回答書を送付",
    "answered": "本人が回答",
    "normal_again": "通常のカード",
    "ask_in_person": "本人が来庁して申請",
    "ask_by_proxy": "代理人が申請",
    "post_inquiry": "照会回答書を送る",
    "answer": "回答と暗証番号票",
    "bring_answer": "代理人が再び来庁",
    "not_applied": "申請前",
    "made": "カード作成済み",
    "invited": "交付通知書を送付",
    "collected": "受取り済み",
    "ended": "終了",
    "apply": "申請",
    "send_back": "申請書や写真の不備",
    "make": "カードの作成",
    "invite": "交付通知書を送る",
    "collect": "受取り",
    "withdraw": "取下げ",
    "person_left": "転出・死亡など",
    "kiosk_reset": "コンビニでの再設定",
    "no_booking": "予約なし",
    "booked": "予約済み",
    "used": "使用済み",
    "run_out": "期限切れ",
    "book": "スマートフォンで予約",
    "reset_at_kiosk": "コンビニで操作",
    "outside_hours": "時間外の操作",
    "time_runs_out": "期限の時間が過ぎる",
    "certificate_ends": "電子証明書が終わる",
}


def _table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """A Markdown table."""
    lines = [header, ["---"] * len(header), *rows]
    return ["| " + " | ".join(cells) + " |" for cells in lines]


def _word(member: StrEnum) -> str:
    """The Japanese word with its identifier."""
    return f"{_JAPANESE[member]} `{member}`"


def _cell(row: Goes[Any, Any] | Refuses[Any, Any]) -> str:
    """Where a row leads, or a dash."""
    return f"**{_JAPANESE[row.to]}**" if isinstance(row, Goes) else "—"


def machine_page(machine: Machine[Any, Any], say: Say) -> str:
    """One machine: the grid, every way on, and every refusal with its reason."""
    grid = [
        [_word(state), *(_cell(machine.row(state, event)) for event in machine.events)]
        for state in machine.states
    ]
    ways = [
        [_word(row.state), _word(row.event), _word(row.to), row.source]
        for row in machine.rows
        if isinstance(row, Goes)
    ]
    refusals = [
        [_word(row.state), _word(row.event), say(row.why.msgid) + say(row.why.instead), row.source]
        for row in machine.rows
        if isinstance(row, Refuses)
    ]
    lines = [
        f"# {_TITLES[machine.name]}",
        "",
        _MADE,
        "",
        "どの状態（行）でどの出来事（列）が起きても、答えは一つです。太字は移る先の状態、—はお断りする場合です。",
        "根拠にページのないものは、規則についての私たちの読み方です。",
        "",
        *_table(["状態", *(_word(event) for event in machine.events)], grid),
        "",
        "## 移り変わり",
        "",
        *_table(["状態", "出来事", "移る先", "根拠"], ways),
        "",
        "## お断りする場合",
        "",
        *_table(["状態", "出来事", "理由と、どうすればよいか", "根拠"], refusals),
    ]
    return "\n".join(lines) + "\n"


def _effects(row: Row, say: Say, named: Say) -> list[str]:
    """The cells of one life event."""
    certificates = (row.signature, row.user)
    others = (row.pin, row.number, row.booking, row.paper, row.honseki, row.form)
    parts = (row.card, *certificates, *others)
    return [
        f"{named(row.event)} `{row.event}`",
        *("" if part is None else _word(part) for part in parts),
        "" if row.reason is None else f"`{row.reason}`",
        say(row.note) if row.note else "",
        row.source,
    ]


def what_happens_page(say: Say, named: Say) -> str:
    """The table of life events."""
    header = [
        "出来事",
        "カード",
        "署名用電子証明書",
        "利用者証明用電子証明書",
        "暗証番号",
        "個人番号",
        "コンビニでの再設定の予約",
        "通知カード",
        "本籍地利用登録（市区が定める場合）",
        "交付申請",
        "失効の理由",
        "補足",
        "根拠",
    ]
    lines = [
        "# 何が起きたらどうなるか",
        "",
        _MADE,
        "",
        "暮らしの出来事ごとに1行です。それぞれの欄は、そのものに起きることを示します。空欄は変わりません。",
        "",
        *_table(header, [_effects(row, say, named) for row in ROWS]),
    ]
    return "\n".join(lines) + "\n"


def pages(say: Say, named: Say) -> dict[str, str]:
    """Every page by file name, in Japanese.

    `say` translates a sentence of the rules, `named` gives a life event its name.
    """
    machines: tuple[Machine[Any, Any], ...] = (
        APPLICATION,
        CARD,
        *CERTIFICATES.values(),
        *PINS.values(),
        KIOSK_RESET,
        HONSEKI,
        NUMBER,
        NOTIFICATION_CARD,
        FACE_CARD,
        FACE_RETURN,
    )
    made = {f"{machine.name}.md": machine_page(machine, say) for machine in machines}
    return {**made, "what-happens.md": what_happens_page(say, named)}
