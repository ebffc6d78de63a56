// Times as the market has them, in Korea, wherever the reader is.

const parts = { timeZone: "Asia/Seoul", hourCycle: "h23" };
const minute = new Intl.DateTimeFormat("ko-KR", { ...parts, hour: "2-digit", minute: "2-digit" });
const second = new Intl.DateTimeFormat("ko-KR", { ...parts, hour: "2-digit", minute: "2-digit", second: "2-digit" });
const date = new Intl.DateTimeFormat("en-CA", { timeZone: "Asia/Seoul" });
const day = new Intl.DateTimeFormat("en-US", { timeZone: "Asia/Seoul", month: "2-digit", day: "2-digit" });

let today = day.format(new Date());

// What day it is on the market; a demo may live on another one.
export function setToday(iso) {
  today = day.format(new Date(iso));
}

const dated = (at, time) => (day.format(at) === today ? time : `${day.format(at)} ${time}`);

export function clockMinute(iso) {
  const at = new Date(iso);
  return dated(at, minute.format(at));
}

export function clockSecond(iso) {
  const at = new Date(iso);
  return dated(at, second.format(at));
}

// Returns `2026-11-23`.
export function dayOf(iso) {
  return date.format(new Date(iso));
}
