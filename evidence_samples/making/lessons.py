"""The training workbooks: the year's plan and who took the lesson."""

from collections.abc import Callable
from datetime import date

from sheets import Cell, Rows, book

LONG_NAME = (
    "技術情報管理教育受講記録_令和八年一月三十日実施_全従業員四十二名分_出席三十九名欠席三名補講予定あり_"
    "本社工場及び第二工場_役員正社員パート派遣を含む_総務課最終確認済R8_第2.xlsx"
)


def training() -> bytes:
    """Who took the lesson: 42 people, 3 absent."""
    made = date(2026, 1, 30)
    families = ["見本", "例示", "試験", "架空", "仮名", "仮想", "試作"]
    given = ["一子", "二郎", "三子", "四郎", "五子", "六助", "七子", "八重", "九十郎", "十子"]
    places = ["本社 プレス課", "本社 金型課", "本社 総務課", "第二 組立課", "第二 試作室", "本社 営業"]
    kinds = ["正社員", "正社員", "パート", "正社員", "派遣", "正社員"]
    rows: list[list[Cell]] = [["従業員番号", "氏名（見本）", "所属", "区分", "受講日", "出欠", "テスト", "備考"]]
    absent = {9: "有休", 23: "夜勤明け", 38: "出張"}
    for number in range(1, 43):
        name = f"{families[number * 3 % 7]} {given[(number * 7 + number // 7) % 10]}"
        away = number in absent
        rows.append(
            [
                f"MP{number:03d}",
                name,
                places[number * 5 % 6],
                kinds[number % 6],
                None if away else made,
                "欠席" if away else "出席",
                None if away else 70 + number * 11 % 31,
                f"{absent[number]}。補講の予定 2月6日" if away else "",
            ]
        )
    rows.append(["計", "42名", "", "", "", "出席 39　欠席 3", "", "出席率 92.9%"])
    return book(made, [("受講記録", "技術情報管理教育　受講記録（全従業員）", rows)])


def training_plan() -> bytes:
    """The year's plan of lessons and drills."""
    rows: Rows = [
        ["時期", "内容", "対象", "時間", "講師", "教材"],
        [
            "1月",
            "技術情報を守るために（全体）",
            "全従業員 42名（パート・派遣・役員を含む）",
            "60分",
            "見本 花子",
            "教材 R7-1",
        ],
        ["2月", "補講", "欠席した人", "60分", "試験 三郎", "同じ"],
        ["入社時", "入社の説明と誓約書", "新しく入った人（1か月以内）", "30分", "見本 花子", "規程の要点"],
        ["10月", "対応訓練（持出しPCの紛失）", "責任者・部門長・情報システム 12名", "120分", "試験 三郎", "手順書"],
        ["退職時", "返却の確認と守秘の説明", "退職する人", "20分", "見本 花子", "誓約書"],
    ]
    made = date(2026, 3, 27)
    return book(made, [("教育計画", "令和8年度　教育・訓練の計画", rows)])


def press() -> dict[str, Callable[[], bytes]]:
    """Training workbooks of the press plant; one name is as long as a file system allows."""
    return {LONG_NAME: training, "教育計画_R8年度.xlsx": training_plan}
