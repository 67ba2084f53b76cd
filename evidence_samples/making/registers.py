"""Registers kept in Excel: agreements, access rights, keys, what was taken out."""

from collections.abc import Callable
from datetime import date, timedelta

from sheets import Cell, Rows, book


def nda_register() -> bytes:
    """The list of secrecy agreements, one of them ended and not renewed."""
    rows: Rows = [
        ["番号", "相手（見本）", "目的", "渡す情報", "再開示", "始まり", "終わり", "終わったあと", "返却", "備考"],
        [
            "NDA-025",
            "髙﨑鍍金㈱",
            "めっき加工",
            "L-003 図面の写し",
            "不可",
            date(2025, 4, 1),
            date(2028, 3, 31),
            "3年",
            "10日以内",
            "",
        ],
        [
            "NDA-019",
            "例示熱処理工業㈱",
            "熱処理",
            "材質・硬さの指示書",
            "不可",
            date(2024, 2, 1),
            date(2027, 1, 31),
            "3年",
            "10日以内",
            "更新の案を12月に送る",
        ],
        [
            "NDA-014",
            "㈲仮想治工具製作所",
            "治具の製作",
            "治具図面",
            "不可",
            date(2023, 10, 1),
            date(2026, 9, 30),
            "3年",
            "10日以内",
            "更新の話合い中",
        ],
    ]
    made = date(2026, 10, 9)
    return book(made, [("契約一覧", "秘密保持契約の一覧", rows)])


def access_rights() -> bytes:
    """Who may see what; how it was asked and approved; who was removed."""
    listed: Rows = [
        ["対象", "氏名（見本）", "所属", "権限", "知る必要", "承認"],
        ["図面室（入室カード）", "試作 九十郎", "金型課", "入室", "図面の出し入れ", "見本 花子 2026-09-14"],
        ["図面室（入室カード）", "例示 八重", "営業", "入室", "取引先の図面", "見本 花子 2026-09-14"],
        ["サーバー D:\\kata", "試作 九十郎", "金型課", "変更", "設計", "見本 花子 2026-09-14"],
        ["サーバー D:\\kata", "仮想 六助", "プレス課", "閲覧", "段取り", "見本 花子 2026-09-14"],
        ["見本クラウドストレージ", "例示 八重", "営業", "変更", "図面の受取り", "見本 花子 2026-10-02"],
        ["試作室（第二工場）", "例示 一郎", "第二工場", "入室・鍵", "試作の管理", "見本 花子 2026-09-14"],
    ]
    asked: Rows = [
        ["申請日", "申請した人", "対象", "権限", "理由", "承認した人", "承認日", "設定した人"],
        [
            date(2026, 9, 14),
            "仮想 六助",
            "サーバー D:\\kata",
            "閲覧",
            "段取り替えで図面を見る",
            "見本 花子",
            date(2026, 9, 14),
            "仮名 次郎",
        ],
        [
            date(2026, 10, 1),
            "例示 八重",
            "見本クラウドストレージ",
            "変更",
            "取引先から図面を受け取る",
            "見本 花子",
            date(2026, 10, 2),
            "仮名 次郎",
        ],
    ]
    removed: Rows = [
        ["日", "氏名（見本）", "できごと", "消したID・カード", "消した日", "確認"],
        [date(2026, 8, 31), "架空 十子", "退職", "サーバー、入室カード 007", date(2026, 8, 31), "試験 三郎"],
        [date(2026, 9, 1), "試験 四郎", "異動（金型課→検査）", "サーバー D:\\kata 変更", date(2026, 9, 1), "試験 三郎"],
    ]
    made = date(2026, 10, 6)
    return book(
        made,
        [
            ("許可者一覧", "アクセス許可者の一覧", listed),
            ("申請・承認", "アクセス権の申請・承認", asked),
            ("退職・異動", "退職・異動者の削除の記録", removed),
        ],
    )


def key_register() -> bytes:
    """Keys out and in, day by day, in November."""
    rows: list[list[Cell]] = [["日", "鍵", "持ち出した人（見本）", "出した時刻", "返した時刻", "用件", "確認"]]
    people = ["試作 九十郎", "例示 八重", "仮想 六助"]
    day = date(2026, 11, 2)
    while day <= date(2026, 11, 20):
        if day.weekday() < 5 and day != date(2026, 11, 3):
            for turn in range(1 + day.day % 2):
                entry: list[Cell] = [
                    day,
                    f"K-{(day.day + turn * 4) % 12 + 1:02d}",
                    people[(day.day + turn) % 3],
                    f"{8 + turn * 5}:{day.day * 7 % 60:02d}",
                    f"{11 + turn * 5}:{day.day * 13 % 60:02d}",
                    "図面の出し入れ",
                    "見本",
                ]
                rows.append(entry)
        day += timedelta(days=1)
    made = date(2026, 11, 20)
    holders: Rows = [
        ["鍵", "場所", "本鍵", "合鍵"],
        ["K-01〜K-12", "図面保管庫", "鍵箱（本社）", "金庫 S-01"],
        ["S-01", "金庫", "見本 花子", "試験 三郎"],
    ]
    return book(made, [("11月", "鍵管理簿　本社工場　令和8年11月", rows), ("鍵の一覧", "鍵と所持者", holders)])


def carry_out() -> bytes:
    """What was taken out in November, one laptop past its day."""
    rows: Rows = [
        [
            "番号",
            "持ち出した人（見本）",
            "もの",
            "中の情報",
            "行き先・理由",
            "承認",
            "出した日",
            "返す予定",
            "返した日",
            "備考",
        ],
        [
            "R8-061",
            "例示 八重",
            "PC-03",
            "L-003 の写し（暗号化）",
            "例示自動車部品 打合せ",
            "見本 花子",
            date(2026, 11, 4),
            date(2026, 11, 5),
            date(2026, 11, 5),
            "",
        ],
        [
            "R8-062",
            "試作 九十郎",
            "図面 3枚",
            "L-001",
            "型の修理の立会い",
            "試験 三郎",
            date(2026, 11, 9),
            date(2026, 11, 9),
            date(2026, 11, 9),
            "",
        ],
        [
            "R8-063",
            "例示 一郎",
            "PC-08",
            "組立手順書",
            "第二工場と本社の会議",
            "見本 花子",
            date(2026, 11, 12),
            date(2026, 11, 13),
            date(2026, 11, 13),
            "",
        ],
        [
            "R8-064",
            "例示 八重",
            "PC-03",
            "見積資料",
            "展示会",
            "見本 花子",
            date(2026, 11, 17),
            date(2026, 11, 19),
            None,
            "11月24日に返す（延長を承認）",
        ],
        [
            "R8-065",
            "仮名 次郎",
            "USB U-02",
            "空",
            "設定の持込み",
            "試験 三郎",
            date(2026, 11, 18),
            date(2026, 11, 18),
            date(2026, 11, 18),
            "",
        ],
    ]
    made = date(2026, 11, 20)
    return book(made, [("11月", "持出し管理簿　令和8年11月", rows)])


def press() -> dict[str, Callable[[], bytes]]:
    """Registers of the press plant."""
    return {
        "秘密保持契約一覧.xlsx": nda_register,
        "アクセス権一覧_R8.10.xlsx": access_rights,
        "ｷｰﾎﾞｯｸｽ鍵管理簿_本社R8.11.xlsx": key_register,
        "持出し管理簿_2026年11月.xlsx": carry_out,
    }
