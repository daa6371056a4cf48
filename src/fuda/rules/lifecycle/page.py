"""The pages docs/lifecycle/*.md, made from the tables; script/lifecycle writes them."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Any

from fuda.rules.lifecycle.card import CARD
from fuda.rules.lifecycle.certificate import CERTIFICATES
from fuda.rules.lifecycle.face_card import FACE_CARD
from fuda.rules.lifecycle.kiosk_reset import KIOSK_RESET
from fuda.rules.lifecycle.machine import Goes, Machine, Refuses
from fuda.rules.lifecycle.notification_card import NOTIFICATION_CARD
from fuda.rules.lifecycle.number import NUMBER
from fuda.rules.lifecycle.pin import PINS
from fuda.rules.lifecycle.what_happens import ROWS, Row

_MADE = "<!-- Made by script/lifecycle from src/fuda/rules/lifecycle; do not edit. -->"

_TITLES = {
    "card": "The card (マイナンバーカード)",
    "certificate_signature": "A signature certificate (署名用電子証明書)",
    "certificate_user": "A user certificate (利用者証明用電子証明書)",
    "pin_signature": "The signature PIN (署名用電子証明書の暗証番号)",
    "pin_user": "The user PIN (利用者証明用電子証明書の暗証番号)",
    "pin_resident_register": "The resident register PIN (住民基本台帳用の暗証番号)",
    "pin_face_item": "The face-item PIN (券面事項入力補助用の暗証番号)",
    "kiosk_reset": "A reservation for a PIN reset at a kiosk (コンビニでの再設定の予約)",
    "number": "An Individual Number (個人番号)",
    "notification_card": "A notification card (通知カード)",
    "face_card": "A face-authentication card (顔認証マイナンバーカード)",
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
    """An identifier with its Japanese word."""
    return f"{member} ({_JAPANESE[member]})"


def _cell(row: Goes[Any, Any] | Refuses[Any, Any]) -> str:
    """Where a row leads, or a dash."""
    return f"**{row.to}**" if isinstance(row, Goes) else "—"


def machine_page(machine: Machine[Any, Any]) -> str:
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
        [_word(row.state), _word(row.event), f"{row.why.msgid} {row.why.instead}", row.source]
        for row in machine.rows
        if isinstance(row, Refuses)
    ]
    lines = [
        f"# {_TITLES[machine.name]}",
        "",
        _MADE,
        "",
        "Each state (row) × event (column) is answered once: by the state it leads to, or by a",
        "refusal (—).",
        "A source without a page is our own reading of the rule.",
        "",
        *_table(["state", *(_word(event) for event in machine.events)], grid),
        "",
        "## Ways on",
        "",
        *_table(["state", "event", "leads to", "source"], ways),
        "",
        "## Refusals",
        "",
        *_table(["state", "event", "why, and what to do", "source"], refusals),
    ]
    return "\n".join(lines) + "\n"


def _effects(row: Row) -> list[str]:
    """The cells of one life event."""
    certificates = (row.signature, row.user, row.reason)
    parts = (row.card, *certificates, row.pin, row.number, row.booking, row.paper)
    return [str(row.event), *(str(part or "") for part in parts), row.note, row.source]


def what_happens_page() -> str:
    """The table of life events."""
    header = [
        "event",
        "card",
        "signature certificate",
        "user certificate",
        "reason",
        "PIN",
        "number",
        "reservation at a kiosk",
        "notification card",
        "note",
        "source",
    ]
    lines = [
        "# What happens (何が起きたらどうなるか)",
        "",
        _MADE,
        "",
        "One row per event in a life; each cell names that machine's event. Empty = untouched.",
        "",
        *_table(header, [_effects(row) for row in ROWS]),
    ]
    return "\n".join(lines) + "\n"


def pages() -> dict[str, str]:
    """Every page by file name."""
    machines: tuple[Machine[Any, Any], ...] = (
        CARD,
        *CERTIFICATES.values(),
        *PINS.values(),
        KIOSK_RESET,
        NUMBER,
        NOTIFICATION_CARD,
        FACE_CARD,
    )
    made = {f"{machine.name}.md": machine_page(machine) for machine in machines}
    return {**made, "what-happens.md": what_happens_page()}
