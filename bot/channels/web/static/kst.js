// Times as the market has them, in Korea, wherever the reader is.

const parts = { timeZone: "Asia/Seoul", hourCycle: "h23" };
const minute = new Intl.DateTimeFormat("ko-KR", { ...parts, hour: "2-digit", minute: "2-digit" });
const second = new Intl.DateTimeFormat("ko-KR", { ...parts, hour: "2-digit", minute: "2-digit", second: "2-digit" });
const day = new Intl.DateTimeFormat("en-US", { timeZone: "Asia/Seoul", month: "2-digit", day: "2-digit" });

let today = day.format(new Date());

// What day it is on the market; a demo may live on another one.
export function setToday(iso) {
  today = day.format(new Date(iso));
}

const dated = (date, time) => (day.format(date) === today ? time : `${day.format(date)} ${time}`);

export function clockMinute(iso) {
  const date = new Date(iso);
  return dated(date, minute.format(date));
}

export function clockSecond(iso) {
  const date = new Date(iso);
  return dated(date, second.format(date));
}
