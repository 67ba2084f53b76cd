"""Ledgers: of the protected information, of devices and clouds, and the mold shop's one for everything."""

from collections.abc import Callable
from datetime import date

from labels import MOLD
from sheets import Rows, book

LEDGER: Rows = [
    [
        "台帳番号",
        "守る情報",
        "かたち",
        "区分",
        "事業所",
        "保管場所",
        "管理者",
        "使う人",
        "保存期間",
        "開示先",
        "追加・変更",
    ],
    [
        "L-001",
        "順送金型の図面・三次元データ",
        "紙・電子",
        "秘",
        "本社工場",
        "図面室 K-01／サーバー D:\\kata",
        "試作 九十郎",
        "金型課 6名",
        "廃型後5年",
        "—",
        date(2026, 4, 1),
    ],
    [
        "L-002",
        "プレス加工条件表",
        "紙・電子",
        "秘",
        "本社工場",
        "図面室 K-02",
        "試作 九十郎",
        "プレス課 11名",
        "永久",
        "—",
        date(2026, 4, 1),
    ],
    [
        "L-003",
        "預かった製品図面（例示自動車部品）",
        "紙・電子",
        "秘",
        "本社工場",
        "図面室 K-03",
        "例示 八重",
        "営業 3名、金型課 6名",
        "契約終了＋10日で返却",
        "髙﨑鍍金㈱",
        date(2026, 6, 12),
    ],
    [
        "L-004",
        "預かった製品図面（仮想電機）",
        "電子",
        "秘",
        "本社工場",
        "見本クラウドストレージ",
        "例示 八重",
        "営業 3名",
        "契約終了で消去",
        "—",
        date(2026, 9, 3),
    ],
    [
        "L-005",
        "見積原価の資料",
        "電子",
        "社外秘",
        "本社工場",
        "サーバー D:\\mitsumori",
        "例示 八重",
        "営業 3名、社長",
        "7年",
        "—",
        date(2026, 4, 1),
    ],
    [
        "L-006",
        "試作品・検査治具",
        "物",
        "秘",
        "第二工場",
        "試作室 D-01",
        "例示 一郎",
        "組立課 5名",
        "量産開始まで",
        "—",
        date(2026, 4, 1),
    ],
    [
        "L-007",
        "組立手順書",
        "紙",
        "社外秘",
        "第二工場",
        "書庫 D-02",
        "例示 一郎",
        "組立課 14名",
        "5年",
        "—",
        date(2026, 4, 1),
    ],
    [
        "L-008",
        "金型（見本ブラケット）",
        "物",
        "秘",
        "第二工場",
        "金型保管庫",
        "例示 一郎",
        "組立課 3名",
        "廃型まで",
        "—",
        date(2026, 4, 1),
    ],
]


def ledger(version: str, made: date, extra: Rows = (), rows: int | None = None) -> bytes:
    """The information ledger; `rows` cuts a half-written copy short."""
    body = [*LEDGER, *extra][: (rows or 99) + 1]
    history: Rows = [
        ["版", "日", "変えたこと", "承認"],
        ["第2版", date(2026, 4, 1), "全件の見直し", "見本 太郎"],
        [version, made, "開示先の欄を追加", "見本 太郎"],
    ]
    return book(made, [("情報管理台帳", f"情報管理台帳　{version}", body), ("改訂履歴", "改訂履歴", history)])


def devices() -> bytes:
    """Devices, media and cloud services in use."""
    machines: Rows = [["番号", "もの", "使う人・場所", "暗号化", "画面ロック", "持出し"]]
    machines = [
        *machines,
        *[
            [f"PC-{number:02d}", "ノートPC", "持出しPC保管庫", "済", "10分", "可" if number in (3, 8) else "不可"]
            for number in range(1, 11)
        ],
        ["U-01", "USB メモリー", "金庫 S-01", "済", "—", "承認制"],
        ["U-02", "USB メモリー", "金庫 S-01", "済", "—", "承認制"],
    ]
    clouds: Rows = [
        ["サービス（見本）", "使いみち", "置く情報", "契約", "二段階認証", "承認", "更新日"],
        [
            "見本クラウドストレージ",
            "取引先との図面の受渡し",
            "L-004",
            "KC-000000",
            "必須",
            "見本 太郎",
            date(2027, 9, 30),
        ],
        ["無料のファイル転送・生成AI", "使わない", "—", "—", "—", "禁止（取扱要領 第9条）", None],
    ]
    made = date(2026, 10, 2)
    return book(made, [("機器・媒体", "機器・媒体の一覧", machines), ("クラウド", "クラウドサービスの一覧", clouds)])


def mold_ledger() -> bytes:
    """The mold shop's one workbook for everything."""
    rows: Rows = [
        ["番号", "守る情報", "かたち", "区分", "保管場所", "管理者", "使う人"],
        ["1", "金型の三次元データ", "電子", "秘", "CAD室 NAS", "仮想 四郎", "設計 3名"],
        ["2", "預かった製品図面", "紙・電子", "秘", "金庫／CAD室 NAS", "架空 良子", "設計 3名、加工 4名"],
        ["3", "入れ子・試作型", "物", "社外秘", "金型置場", "仮想 四郎", "全員"],
    ]
    contracts: Rows = [
        ["番号", "相手（見本）", "始まり", "終わり", "渡す情報"],
        ["K-003", "仮想設計事務所", date(2026, 6, 1), date(2029, 5, 31), "製品図面のデータ"],
    ]
    made = date(2026, 10, 9)
    return book(made, [("守る情報", "情報管理台帳", rows), ("契約", "秘密保持契約の一覧", contracts)], MOLD)


def press() -> dict[str, Callable[[], bytes]]:
    """Ledgers of the press plant; the fourth version is the revision that waits for its verdict."""
    fourth: Rows = [
        [
            "L-009",
            "めっき条件書（髙﨑鍍金）",
            "紙",
            "秘",
            "本社工場",
            "図面室 K-03",
            "例示 八重",
            "営業 3名",
            "契約終了で返却",
            "髙﨑鍍金㈱",
            date(2026, 11, 18),
        ]
    ]
    return {
        "情報管理台帳_第3版.xlsx": lambda: ledger("第3版", date(2026, 9, 10)),
        "情報管理台帳_第4版.xlsx": lambda: ledger("第4版", date(2026, 11, 18), fourth),
        "情報管理台帳_第3版 - コピー.xlsx": lambda: ledger("第3版（途中）", date(2026, 9, 8), rows=4),
        "機器・クラウド一覧.xlsx": devices,
    }


def mold() -> dict[str, Callable[[], bytes]]:
    """Workbooks of the mold shop."""
    return {"台帳　架空金型.xlsx": mold_ledger}
