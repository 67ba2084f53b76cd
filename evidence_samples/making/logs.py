"""Logs as machines and offices write them: door logs in CP932 and UTF-8, exports, small registers."""

import random
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from xml.sax.saxutils import escape

from labels import LABEL, LABEL_EN, LABEL_JA

HOLIDAYS = {
    date(2026, 8, 11),
    date(2026, 9, 21),
    date(2026, 9, 22),
    date(2026, 9, 23),
    date(2026, 10, 12),
    date(2026, 11, 3),
}
HOLIDAYS |= {date(2026, 8, day) for day in range(12, 17)}
PEOPLE = [
    ("000101", "試作 九十郎"),
    ("000102", "例示 八重"),
    ("000103", "仮想 六助"),
    ("000104", "見本 花子"),
    ("000105", "試験 三郎"),
]
FULL = str.maketrans("0123456789:-", "０１２３４５６７８９：－")


def _days(first: date, last: date) -> Iterator[date]:
    day = first
    while day <= last:
        if day.weekday() < 5 and day not in HOLIDAYS:
            yield day
        day += timedelta(days=1)


def door_log(first: date, last: date, seed: int) -> bytes:
    """The door controller's own CSV: CP932, CRLF, a head of four lines, some refusals and one after hours."""
    chance = random.Random(seed)
    lines = [
        f"入退室管理システム 出力,図面室（本社工場）,{LABEL}",
        f"期間,{first:%Y/%m/%d},{last:%Y/%m/%d}",
        f"備考,【{LABEL_JA}】カード番号・氏名はすべて作り物です",
        "日付,時刻,扉,カード番号,氏名,方向,結果",
    ]
    for day in _days(first, last):
        for card, name in chance.sample(PEOPLE, chance.choice((2, 2, 3))):
            entered = datetime(
                day.year,
                day.month,
                day.day,
                chance.choice((8, 9, 10, 13, 15)),
                chance.randrange(60),
                chance.randrange(60),
            )
            left = entered + timedelta(minutes=chance.randrange(4, 55))
            for moment, way in ((entered, "入"), (left, "退")):
                lines.append(f"{moment:%Y/%m/%d},{moment:%H:%M:%S},図面室①,{card},{name},{way},許可")
        if chance.random() < 0.08:
            late = f"{chance.randrange(17, 22)}:{chance.randrange(60):02d}:11"
            lines.append(f"{day:%Y/%m/%d},{late},図面室①,000110,髙﨑 例（来訪）,入,拒否")
    return ("\r\n".join(lines) + "\r\n").encode("cp932")


def paper_log() -> bytes:
    """The second plant's log typed from paper: UTF-8, Japanese era, full-width digits, one month after the other."""
    chance = random.Random(810)
    lines = [
        f"# {LABEL}　第二工場 金型保管庫・試作室　入退室記録（紙から入力）",
        "年月日,入った時刻,出た時刻,氏名,区域,用件,付き添い",
    ]
    names = ["例示 一郎", "見本 二郎", "試作 三子", "架空 四郎"]
    for day in _days(date(2026, 8, 1), date(2026, 10, 31)):
        for _ in range(chance.choice((1, 1, 2))):
            hour, minute = chance.randrange(8, 17), chance.randrange(60)
            era = f"令和{day.year - 2018}年{day.month}月{day.day}日"
            guest = chance.random() < 0.1
            row = [
                era.translate(FULL),
                f"{hour}:{minute:02d}".translate(FULL),
                f"{hour + 1}:{minute * 7 % 60:02d}".translate(FULL),
                "仮想治工具 六助（来訪）" if guest else chance.choice(names),
                chance.choice(("金型保管庫", "試作室")),
                "治具の打合せ" if guest else chance.choice(("型の出し入れ", "点検", "試作品の確認")),
                "例示 一郎" if guest else "－",
            ]
            lines.append(",".join(row))
    return ("\n".join(lines) + "\n").encode()


def visitors() -> bytes:
    """The reception's visitor list, saved by Excel as "CSV UTF-8" with a byte order mark."""
    rows = [
        "受付日,来訪者,会社（見本）,面会者,入った区域,入,出,携帯電話の預かり",
        "2026-11-04,髙﨑 例,髙﨑鍍金㈱,例示 八重,A,10:05,11:20,あり",
        "2026-11-06,例示 五郎,例示熱処理工業㈱,試作 九十郎,B,13:30,14:10,あり",
        "2026-11-11,仮想 六助,㈲仮想治工具製作所,例示 一郎,A,9:15,9:50,あり",
        '2026-11-17,"見本 訪子、見本 訪夫",例示自動車部品㈱,"見本 太郎、例示 八重",A・B,14:00,16:30,あり',
        f"（{LABEL}）,,,,,,,",
    ]
    return b"\xef\xbb\xbf" + ("\r\n".join(rows) + "\r\n").encode()


def near_misses() -> bytes:
    """The incident and near-miss log, with the months in which there was none said so."""
    rows = [
        f"事故・ヒヤリハット記録　令和8年4月～10月,,,,,{LABEL}",
        "発見日,種類,できごと,原因,対策,完了日",
        "2026-04-30,該当なし,4月は該当なし（見本 花子 確認）,,,",
        "2026-05-31,該当なし,5月は該当なし（見本 花子 確認）,,,",
        "2026-06-18,ヒヤリハット,図面1枚がプレス課の机に置いたままだった,片づけの声かけ不足,終業点検表に机上を追加,2026-06-25",
        "2026-07-31,該当なし,7月は該当なし（見本 花子 確認）,,,",
        "2026-08-20,ヒヤリハット,見積書のあて先を送信前に誤りと気づいた,候補から選んだ,あて先を二人で確かめる,2026-08-27",
        "2026-09-30,該当なし,9月は該当なし（見本 花子 確認）,,,",
        "2026-10-31,該当なし,10月は該当なし（見本 花子 確認）,,,",
    ]
    return ("\r\n".join(rows) + "\r\n").encode("cp932")


def card_distribution() -> bytes:
    """Who got the contact card, after the drill found two without it."""
    rows = [f"報告先カード（緊急連絡網）配布記録,{LABEL},,", "所属,人数,配布日,受け取り確認"]
    rows += [
        "本社 総務・営業,9,2026-10-27,9",
        "本社 プレス課・金型課,17,2026-10-28,17",
        "第二工場,16,2026-10-29,16",
        "計,42,,42",
    ]
    return ("\r\n".join(rows) + "\r\n").encode("cp932")


def accounts() -> bytes:
    """The file server's account list as exported."""
    rows = [f"#TYPE AccountExport ({LABEL_EN})", '"SamAccountName","DisplayName","Enabled","Admin","LastLogon","Group"']
    families = ["見本", "例示", "試験", "架空", "仮名", "仮想", "試作"]
    for number in range(1, 16):
        admin = number in (2, 5)
        seen = f"2026/10/{number % 5 + 1:02d} 8:{number * 3:02d}:00"
        group = "Admins" if admin else "Kata-R" if number % 2 else "Mitsumori"
        name = f"{families[number % 7]}（{LABEL_JA}）"
        rows.append(f'"mp{number:03d}","{name}","True","{admin}","{seen}","{group}"')
    rows.append('"mp090","退職者（無効）","False","False","2026/08/31 16:40:00",""')
    return b"\xef\xbb\xbf" + ("\r\n".join(rows) + "\r\n").encode()


def windows_events() -> bytes:
    """An export of the event viewer as XML: sign-ins, a lock-out, USB storage refused by policy."""
    chance = random.Random(4625)
    kinds = [
        (4624, "ログオン成功"),
        (4624, "ログオン成功"),
        (4634, "ログオフ"),
        (4625, "ログオン失敗"),
        (6423, "デバイスのインストールがポリシーで禁止されました"),
    ]
    lines = [
        '<?xml version="1.0" encoding="utf-8" standalone="yes"?>',
        f"<!-- {LABEL}: no real computer wrote this -->",
        "<Events>",
    ]
    moment = datetime(2026, 11, 2, 7, 58, 12)
    for record in range(48211, 48271):
        moment += timedelta(minutes=chance.randrange(20, 660), seconds=chance.randrange(60))
        event, text = chance.choice(kinds)
        written = f"{moment - timedelta(hours=9):%Y-%m-%dT%H:%M:%S}.0000000Z"
        lines.append(
            "<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System>"
            f"<Provider Name='Microsoft-Windows-Security-Auditing'/><EventID>{event}</EventID><Level>0</Level>"
            f"<TimeCreated SystemTime='{written}'/><EventRecordID>{record}</EventRecordID>"
            f"<Channel>Security</Channel><Computer>MP-FS01.mihon-press.example</Computer></System><EventData>"
            f"<Data Name='TargetUserName'>mp{chance.randrange(1, 16):03d}</Data>"
            f"<Data Name='IpAddress'>192.0.2.{chance.randrange(10, 60)}</Data></EventData>"
            f"<RenderingInfo Culture='ja-JP'><Message>{escape(text)}（{LABEL_JA}）</Message></RenderingInfo></Event>"
        )
    lines.append("</Events>")
    return ("\r\n".join(lines) + "\r\n").encode()


def mold_training() -> bytes:
    """The mold shop's attendance: fourteen people, two absent, nothing said of them."""
    rows = [f"受講記録（{LABEL}）,,,", "氏名,日付,出欠,備考"]
    names = [
        "架空 良子",
        "仮想 四郎",
        "試作 一美",
        "例示 二三",
        "見本 四五六",
        "架空 七八",
        "仮名 九",
        "試験 十和",
        "仮想 百合",
        "例示 千代",
        "見本 万里",
        "架空 ｺﾞﾛｳ",
        "仮名 ﾛｸ",
        "架空 太郎",
    ]
    rows += [f"{name},R8.10.22,{'欠席' if index in (4, 11) else '出席'}," for index, name in enumerate(names)]
    return ("\r\n".join(rows) + "\r\n").encode("cp932")


def press() -> dict[str, Callable[[], bytes]]:
    """Logs of the press plant."""
    return {
        "入退室記録.csv": lambda: door_log(date(2026, 8, 1), date(2026, 9, 30), 809),
        "入退室記録 (1).csv": lambda: door_log(date(2026, 10, 1), date(2026, 11, 20), 1011),
        "第二工場_入退室Ｒ８.８-１０.csv": paper_log,
        "来訪者記録_本社11月.csv": visitors,
        "ヒヤリハット記録_R8.4-10.csv": near_misses,
        "報告先カード配布.CSV": card_distribution,
        "ID一覧_20261006.csv": accounts,
        "Security_イベントログ_202611.xml": windows_events,
    }


def mold() -> dict[str, Callable[[], bytes]]:
    """Logs of the mold shop."""
    return {"受講記録.csv": mold_training}
