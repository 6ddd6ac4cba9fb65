/** What the core logs: transitions, as data. One function formats; the hands print. */
export type LogEvent = {
  readonly area: string;
  readonly what: string;
  readonly fields: Readonly<Record<string, string | number>>;
};

/** One line: `area what key=value`, unit in the key. */
export function formatLog(event: LogEvent): string {
  const fields = Object.entries(event.fields).map(([key, value]) => ` ${key}=${value}`);
  return `${event.area} ${event.what}${fields.join('')}`;
}
