"""Papers the plant writes for itself: minutes, appointment, contact tree, drill, disposal, stock-take."""

from collections.abc import Callable
from datetime import date

from labels import MOLD, PRESS, era
from paper import BODY, HEAD, Seal, letter, table, write
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, Paragraph, Spacer


def minutes(owner: str, chief: str, made: date, present: str, rows: list[list[str]]) -> bytes:
    """The meeting in which the owner decided what is to be protected."""
    story: list[Flowable] = letter(
        "守る情報を決める会議　議事録", to="", by=[owner], day=era(made), number="議事録 R8-01"
    )
    story += [
        table(
            [
                ["出席", present],
                ["場所", "会議室（見本）"],
                ["決めたこと", "下の一覧を当社が守る情報とし、情報管理台帳に載せる"],
            ],
            [30, 135],
            head=0,
        ),
        Spacer(1, 4 * mm),
        Paragraph(
            "選んだ考え方：漏れると取引を失うもの、まねされると困るもの、取引先から秘密として預かったもの。", BODY
        ),
        Spacer(1, 2 * mm),
        table([["守る情報", "かたち", "区分", "選んだ理由"], *rows], [62, 30, 20, 53]),
        Spacer(1, 5 * mm),
        Paragraph(f"以上のとおり決定した。　代表取締役　{chief}", BODY),
        Seal(chief.split(maxsplit=1)[0]),
    ]
    return write("守る情報を決める会議 議事録", made, story)


PRESS_MATTERS = [
    ["順送金型の図面・三次元データ", "紙・電子", "秘", "当社の強み"],
    ["プレス加工条件表（荷重、送り、油）", "紙・電子", "秘", "20年分の経験"],
    ["取引先から預かった製品図面", "紙・電子", "秘", "秘密保持契約"],
    ["試作品・検査治具", "物", "秘", "発売前の形がわかる"],
    ["見積原価の資料", "電子", "社外秘", "価格交渉に響く"],
]
MOLD_MATTERS = [
    ["金型の三次元データ（CAD/CAM）", "電子", "秘", "当社の中心の技術"],
    ["取引先から預かった製品図面", "紙・電子", "秘", "秘密保持契約"],
    ["入れ子・試作型", "物", "社外秘", "形がわかる"],
]


def appointment() -> bytes:
    """The letter by which the owner appoints the responsible person and the deputy."""
    made = date(2026, 9, 1)
    story: list[Flowable] = letter(
        "任　命　書",
        to="総務課　見本 花子　殿",
        by=[PRESS, "代表取締役　見本 太郎"],
        day=era(made),
        number="総 第 0008 号",
    )
    story += [
        Seal("見本"),
        Paragraph("技術情報管理規程 第4条により、あなたを技術情報の管理責任者に任命します。", BODY),
        Spacer(1, 3 * mm),
        table(
            [
                ["項目", "定め"],
                ["任期", "令和8年9月1日から令和10年8月31日まで"],
                ["受け持つ範囲", "本社工場、第二工場のすべての部門"],
                ["権限", "規程に反する取扱いの差し止め、保管場所の立入り、必要な予算（年30万円まで）の執行"],
                ["代行者", "品質保証課　試験 三郎（不在のとき、同じ権限をもつ）"],
                ["報告", "3か月ごとに代表取締役へ。事故のときは直ちに"],
            ],
            [40, 125],
        ),
    ]
    return write("任命書 管理責任者", made, story)


def contact_tree(made: date, version: str) -> bytes:
    """Whom to tell, by day and by night; numbers that cannot be dialled."""
    story: list[Flowable] = letter(
        f"緊急連絡網（情報の漏えい・紛失）{version}", to="", by=[PRESS], day=f"{era(made)} 改訂", number="様式 9"
    )
    story += [
        Paragraph("気づいた人は、まず 1 に電話する。つながらないときは 2 へ。夜間・休日も同じ。", HEAD),
        table(
            [
                ["順", "だれに", "昼", "夜間・休日", "伝えること"],
                ["1", "管理責任者　例示 一郎", "内線 000", "000-0000-0001", "何が、いつ、どこで、だれが"],
                ["2", "代行者　試験 三郎", "内線 000", "000-0000-0002", "同上"],
                ["3", "代表取締役　見本 太郎", "内線 000", "000-0000-0003", "責任者から報告"],
                ["4", "情報システム　仮名 次郎", "内線 000", "000-0000-0004", "PC・クラウドのとき"],
                ["5", "取引先の窓口（台帳 開示先の欄）", "各社", "—", "契約で定めた時間内（24時間など）"],
                ["6", "警察相談窓口・専門機関・認証機関", "各窓口", "—", "責任者が判断"],
            ],
            [12, 52, 26, 34, 46],
        ),
        Spacer(1, 4 * mm),
        Paragraph("配布：全従業員（名刺大のカード）、本社・第二工場の掲示板。半年ごとに番号を確かめる。", BODY),
    ]
    return write(f"緊急連絡網 {version}", made, story)


def drill() -> bytes:
    """The drill of losing a laptop, with times and what is to be better."""
    made = date(2026, 10, 20)
    story: list[Flowable] = letter(
        "情報漏えい対応訓練　実施記録", to="", by=[PRESS, "記録 試験 三郎"], day=era(made), number="訓練 R8-1"
    )
    story += [
        table(
            [
                ["時刻", "できごと", "受け持ち", "目標", "結果"],
                ["13:00", "想定：第二工場の持出しPCを電車に置き忘れた", "例示 一郎", "—", "—"],
                ["13:06", "管理責任者へ電話", "例示 一郎", "10分", "6分 ○"],
                ["13:15", "遠隔ロックとアカウント停止", "仮名 次郎", "20分", "9分 ○"],
                ["13:40", "PC 内の情報を持出し管理簿で特定", "見本 花子", "30分", "25分 ○"],
                ["14:30", "取引先への一報の文案", "見本 花子", "60分", "50分 ○"],
                ["15:00", "ふり返り", "全員（12名）", "—", "—"],
            ],
            [18, 70, 28, 20, 30],
        ),
        Paragraph("気づきと直すこと", HEAD),
        Paragraph("・連絡カードを作業着に入れていない人が2名いた（試験、10月末までに配り直し → 10月29日済み）。", BODY),
        Paragraph("・取引先窓口の番号が1社古かった（見本、10月23日に修正済み）。", BODY),
        Paragraph(
            "ヒヤリハット（2026年4月〜10月）：2件。図面の置き忘れ1件、誤ったあて先へのメール未遂1件。いずれも対策済み。",
            BODY,
        ),
    ]
    return write("情報漏えい対応訓練 実施記録", made, story)


def disposal() -> bytes:
    """What was shredded, erased or given back."""
    made = date(2026, 10, 30)
    rows = [
        ["日", "もの", "数", "台帳", "方法", "実施", "立会い"],
        [
            "2026-05-29",
            "旧版の製品図面（例示自動車部品）",
            "34枚",
            "L-003",
            "返却（受領書あり）",
            "例示 一郎",
            "試験 三郎",
        ],
        ["2026-06-26", "加工条件表 2019年版", "1冊", "L-002", "細断 3mm", "見本 花子", "試験 三郎"],
        ["2026-07-31", "試作品 見本ブラケット初回", "12個", "L-006", "プレスでつぶす", "例示 一郎", "見本 花子"],
        ["2026-08-28", "USB メモリー U-04", "1個", "M-004", "破砕", "仮名 次郎", "試験 三郎"],
        ["2026-09-30", "製品図面の写し（めっき用）", "23枚", "L-003", "髙﨑鍍金から返却", "見本 花子", "例示 一郎"],
        [
            "2026-10-30",
            "持出しPC PC-05 の記憶装置",
            "1台",
            "M-011",
            "消去ソフト 3回、証明 No.000",
            "仮名 次郎",
            "試験 三郎",
        ],
    ]
    story: list[Flowable] = [
        *letter("廃棄・返却の記録　令和8年5月〜10月", to="", by=[PRESS], day=era(made), number="様式 4"),
        table(rows, [26, 66, 18, 18, 56, 28, 28]),
    ]
    return write("廃棄・返却の記録", made, story, wide=True)


def stock_take(made: date) -> bytes:
    """The review of who may see what, against the list of employees."""
    story: list[Flowable] = letter(
        "アクセス権の棚卸記録", to="", by=[PRESS, "実施 仮名 次郎　確認 見本 花子"], day=era(made), number="棚卸 R8-2"
    )
    story += [
        Paragraph("従業員名簿（42名）と、ファイルサーバー・クラウド・図面室の権利者を1件ずつ突き合わせた。", BODY),
        Spacer(1, 3 * mm),
        table(
            [
                ["対象", "権利者", "合っていた", "直したもの", "理由"],
                ["ファイルサーバー 図面", "14", "13", "1", "異動（9月1日付）で不要になった。当日に削除"],
                ["見本クラウドストレージ", "15", "15", "0", ""],
                ["図面室の入室カード", "9", "8", "1", "退職（8月31日付）。カードは回収済み、登録を削除"],
                ["管理者のID", "2", "2", "0", "仮名 次郎、試験 三郎"],
            ],
            [42, 20, 22, 22, 62],
        ),
        Paragraph("次回：令和9年3月", BODY),
        Seal("見本"),
    ]
    return write("アクセス権の棚卸記録", made, story)


def material() -> bytes:
    """The material of the yearly lesson: three wide pages of what to do and what not."""
    made = date(2026, 1, 20)
    parts = [
        (
            "1　なにを守るのか",
            [
                "秘：図面、加工条件表、預かった図面、試作品　→ 赤いラベル",
                "社外秘：見積、工程表　→ 黄色いラベル",
                "迷ったら秘として扱い、管理責任者に聞く",
            ],
        ),
        (
            "2　毎日すること",
            [
                "席を離れるときは図面を伏せず、しまって鍵をかける",
                "持ち出すときは持出し管理簿に書き、返した日も書く",
                "お客さまは受付簿に記入し、区域 C には入れない",
            ],
        ),
        (
            "3　しないこと",
            [
                "図面や金型の写真を自分の携帯電話で撮らない",
                "自分の判断でクラウドや生成AIに図面を載せない",
                "退職・異動のときに資料を持ち帰らない",
            ],
        ),
        (
            "4　おかしいと思ったら",
            ["まず管理責任者へ電話（緊急連絡網）。しかられることはない", "消さない、直さない、そのままにして待つ"],
        ),
    ]
    story: list[Flowable] = letter(
        "技術情報を守るために（全従業員 60分）", to="", by=[PRESS], day=era(made), number="教材 R7-1"
    )
    for head, lines in parts:
        story += [Paragraph(head, HEAD), *[Paragraph(f"・{line}", BODY) for line in lines]]
    return write("技術情報を守るために 教材", made, story, wide=True)


def press() -> dict[str, Callable[[], bytes]]:
    """Papers of the press plant."""
    return {
        "①守る情報の決定_議事録.pdf": lambda: minutes(
            PRESS,
            "見本 太郎",
            date(2026, 9, 3),
            "見本 太郎（代表取締役）、見本 花子、試験 三郎、例示 一郎、仮名 次郎",
            PRESS_MATTERS,
        ),
        "任命書（管理責任者）.pdf": appointment,
        "連絡網R8.5.pdf": lambda: contact_tree(date(2026, 5, 10), "令和8年5月版"),
        "技術情報を守るために_教材.pdf": material,
        "情報漏えい訓練記録20261020.pdf": drill,
        "廃棄返却_R8上期.pdf": disposal,
        "ｱｸｾｽ権棚卸_R8.10.pdf": lambda: stock_take(date(2026, 10, 6)),
    }


def mold() -> dict[str, Callable[[], bytes]]:
    """Papers of the mold shop."""
    return {
        "議事録_守る情報.pdf": lambda: minutes(
            MOLD, "架空 太郎", date(2026, 10, 9), "架空 太郎（代表）、架空 良子、仮想 四郎", MOLD_MATTERS
        ),
    }
