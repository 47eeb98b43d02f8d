// Made-up people to look at a message with, in six zones. Nobody of them can be reached:
// the addresses are of a domain and the numbers of ranges kept for examples.

import type { JsonObject } from "../json";

export interface Contact {
  name: string;
  /** What is told of them beside the name. */
  hint: string;
  json: JsonObject;
}

const contact = (
  name: string,
  city: string,
  time_zone: string,
  phone: string,
  appointment_at: string,
  hint: string,
): Contact => {
  const [first_name = name, ...rest] = name.split(" ");
  const address = `${first_name}.${rest.join("")}`
    .toLowerCase()
    .normalize("NFD")
    .replaceAll(/[^a-z.]/g, "");
  return {
    name,
    hint: `${city}, ${hint}`,
    json: {
      name,
      first_name,
      last_name: rest.join(" "),
      email: `${address}@example.com`,
      phone,
      city,
      time_zone,
      company: "Example Ltd",
      appointment_at,
      tags: ["customer"],
      unsubscribe_url: `https://example.com/unsubscribe/${first_name.toLowerCase()}`,
    },
  };
};

export const CONTACTS: readonly Contact[] = [
  contact(
    "Ada Byron",
    "London",
    "Europe/London",
    "+447700900123",
    "2027-01-14T09:30:00Z",
    "winter time",
  ),
  contact(
    "Zoë Grünberg",
    "Berlin",
    "Europe/Berlin",
    "+4915000000001",
    // The night the clocks go back: half past two comes twice.
    "2026-10-25T01:30:00Z",
    "the hour that comes twice",
  ),
  contact(
    "José Martínez",
    "New York",
    "America/New_York",
    "+12025550143",
    // The night the clocks go forward: this is after the gap.
    "2027-03-14T07:30:00Z",
    "the night the clocks go forward",
  ),
  contact(
    "田中 さくら",
    "Tokyo",
    "Asia/Tokyo",
    "+818000000001",
    "2027-01-14T00:30:00Z",
    "no summer time",
  ),
  contact(
    "Priya Raghunathan-Venkatesh",
    "Kolkata",
    "Asia/Kolkata",
    "+919999900001",
    "2027-01-14T04:00:00Z",
    "half an hour off",
  ),
  contact(
    "Mia O’Neill",
    "Auckland",
    "Pacific/Auckland",
    "+64211234567",
    "2027-01-14T20:30:00Z",
    "a day ahead",
  ),
];
