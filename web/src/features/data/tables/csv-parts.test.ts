import { expect, test } from "vitest";
import { csvParts } from "./csv-parts";

test("a small file is one part", () => {
  expect(csvParts("a,b\r\n1,2\r\n")).toEqual(["a,b\n1,2"]);
});

test("each part has the names, and is cut between rows", () => {
  const text = 'a,b\n1,"x\ny"\n2,z\n\n3,"""q"""\n';
  expect(csvParts(text, 8)).toEqual(['a,b\n1,"x\ny"', "a,b\n2,z", 'a,b\n3,"""q"""']);
  expect(csvParts(text, 999, 2)).toEqual(['a,b\n1,"x\ny"\n2,z', 'a,b\n3,"""q"""']);
});

test("what has no rows goes as it is", () => {
  expect(csvParts("a,b")).toEqual(["a,b"]);
  expect(csvParts("")).toEqual([""]);
});
