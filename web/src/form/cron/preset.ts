// The schedules most people want, each as a few fields and as a cron line.

export type PresetName =
  | "minutes"
  | "hourly"
  | "daily"
  | "weekdays"
  | "weekly"
  | "monthly"
  | "custom";

export interface Preset {
  name: PresetName;
  every: number;
  minute: number;
  hour: number;
  weekday: number;
  day: number;
}

export const PRESETS: { value: PresetName; label: string }[] = [
  { value: "minutes", label: "Every few minutes" },
  { value: "hourly", label: "Every hour" },
  { value: "daily", label: "Every day" },
  { value: "weekdays", label: "Monday to Friday" },
  { value: "weekly", label: "Every week" },
  { value: "monthly", label: "Every month" },
  { value: "custom", label: "My own cron line" },
];

const FORMS: [PresetName, RegExp, (keyof Preset)[]][] = [
  ["minutes", /^\*\/(\d+) \* \* \* \*$/, ["every"]],
  ["hourly", /^(\d+) \* \* \* \*$/, ["minute"]],
  ["daily", /^(\d+) (\d+) \* \* \*$/, ["minute", "hour"]],
  ["weekdays", /^(\d+) (\d+) \* \* 1-5$/, ["minute", "hour"]],
  ["weekly", /^(\d+) (\d+) \* \* ([0-6])$/, ["minute", "hour", "weekday"]],
  ["monthly", /^(\d+) (\d+) (\d+) \* \*$/, ["minute", "hour", "day"]],
];

const START: Preset = { name: "daily", every: 15, minute: 0, hour: 9, weekday: 1, day: 1 };

/** The preset a cron line is, `custom` if it is none. */
export function presetOf(line: string): Preset {
  const tidy = line.trim().replaceAll(/\s+/g, " ");
  for (const [name, form, fields] of FORMS) {
    const match = form.exec(tidy);
    if (!match) continue;
    const given = Object.fromEntries(
      fields.map((field, index) => [field, Number(match[index + 1])]),
    );
    return { ...START, ...given, name };
  }
  return { ...START, name: "custom" };
}

export function lineOf({ name, every, minute, hour, weekday, day }: Preset): string {
  switch (name) {
    case "minutes":
      return `*/${every} * * * *`;
    case "hourly":
      return `${minute} * * * *`;
    case "daily":
      return `${minute} ${hour} * * *`;
    case "weekdays":
      return `${minute} ${hour} * * 1-5`;
    case "weekly":
      return `${minute} ${hour} * * ${weekday}`;
    case "monthly":
      return `${minute} ${hour} ${day} * *`;
    case "custom":
      return "";
  }
}
