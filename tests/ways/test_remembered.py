"""What a condition did, looked back on through real servers: history, its file, its score."""

import csv
import io
from pathlib import Path

from tests.ways.bot import HYNIX, SAMSUNG, manual, stage


async def test_an_entry_is_followed_and_found_again_in_history_scores_and_files(
    tmp_path: Path,
) -> None:
    (condition,) = manual("상승추세")
    async with stage(tmp_path, [condition]) as on:
        async with on.bot():
            await on.follow()
            condition.enter(SAMSUNG)
            assert "삼성전자" in await on.hears()
            condition.enter(HYNIX)
            assert "SK하이닉스" in await on.hears()
            history = await on._says("/history 0", ("편입 삼성전자", "편입 SK하이닉스"))
            assert "상승추세 · 2건" in history
            await on.clock.sleep(3)
            on.clock.skip(60)
            await on._says("/history 0", ("↳ 1분 ",))
        async with on.bot():
            score = await on.ask("/score 0")
            assert "편입 2건" in score.text
            assert "건뿐입니다" in score.text
            assert score.photo is not None
            day = await on.ask("/summary")
            assert "상승추세: 편입 2 · 이탈 0" in day.text
            assert day.photo is not None
            answer = await on.ask("/export 0 오늘")
            if answer.document is None:
                answer = await on.telegram.next_message(answer.chat.id)
            assert answer.document is not None
            rows = [*csv.DictReader(io.StringIO(answer.document.content.decode("utf-8-sig")))]
            assert [one["종목명"] for one in rows] == ["삼성전자", "SK하이닉스"]
            assert all(one["가격"] for one in rows)
