"""What came of a command, in the few words of a line of the record; the key is an error's or so."""

from bot.render.sentence import Sentence

OUTCOMES = {
    "other": Sentence("하지 않음", "not done"),
    "not_allowed": Sentence("권한 없음", "not allowed"),
    "frozen": Sentence("주문이 막혀 있음", "orders were frozen"),
    "timed_out": Sentence("제때 끝나지 않음", "not done in time"),
    "failed": Sentence("봇 안에서 오류가 남", "failed inside the bot"),
    "not_reloaded": Sentence("설정이 잘못되어 그대로 둠", "settings were wrong, nothing changed"),
    "unknown_condition": Sentence("그런 조건식이 없음", "no such condition"),
    "ambiguous_condition": Sentence("맞는 조건식이 여럿", "several conditions fit"),
    "unknown_stock": Sentence("그런 종목이 없음", "no such stock"),
    "ambiguous_stock": Sentence("맞는 종목이 여럿", "several stocks fit"),
    "topic_refused": Sentence("따로 받을 곳을 만들지 못함", "no place of its own could be made"),
    "not_subscribed": Sentence("구독이 없음", "not subscribed"),
    "code_refused": Sentence("쓸 수 없는 코드", "the code was no good"),
    "too_many_tries": Sentence("코드를 여러 번 틀림", "too many wrong codes"),
    "private_only": Sentence("1:1 대화가 아님", "not in private"),
    "unknown_person": Sentence("그런 분이 없음", "no such person"),
    "not_linked": Sentence("그런 연결이 없음", "not linked"),
    "link_the_other_way": Sentence("권한이 높은 쪽에서 해야 함", "another account has to"),
    "link_elsewhere": Sentence("다른 대화에서 쓸 코드", "a code for another chat"),
    "listed_owner": Sentence("OWNERS에 적힌 주인", "an owner by OWNERS"),
    "last_owner": Sentence("마지막 주인", "the last owner"),
    "session_taken": Sentence("키움 접속을 빼앗김", "the session was taken"),
    "broker_unavailable": Sentence("키움이 응답하지 않음", "Kiwoom did not answer"),
    "rate_limited": Sentence("키움의 조회 한도", "Kiwoom's request limit"),
    "answer_timed_out": Sentence("키움의 답이 늦음", "Kiwoom answered too late"),
    "not_connected": Sentence("키움과 끊김", "no connection to Kiwoom"),
    "broker_refused": Sentence("키움이 거절함", "Kiwoom refused"),
    "database_unusable": Sentence("데이터베이스를 쓸 수 없음", "the database could not be used"),
    **dict.fromkeys(
        ("option", "mute", "unmute", "quiet", "daily"),
        Sentence("알아듣지 못함", "not understood"),
    ),
}
"""The last ones stand for every key that begins so: `mute_time`, `option_rate`."""
