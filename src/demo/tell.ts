import { styleText } from "node:util";
import type { Screen, Step, Teller } from "./step.js";

type Write = (line: string) => void;

/** For people: chapters, steps with what was seen to happen, and the screens as they would see them. */
export function tellPeople(write: Write): Teller {
  return {
    chapter(title) {
      write(`\n${paint("bold", title)}`);
    },
    step(step) {
      const sign = step.ok ? paint("green", "✓") : paint("red", "✗");
      const time = paint("gray", step.at.slice(11, 19));
      write(`  ${sign} ${time}  ${paint("cyan", step.actor.padEnd(8))}  ${step.what}`);
      write(`${" ".repeat(24)}${paint("gray", "→")} ${step.observed}`);
      if (!step.ok) write(`${" ".repeat(24)}${paint("red", `expected: ${step.expected}`)}`);
    },
    screen({ title, text }: Screen) {
      const bar = paint("gray", "│");
      write(`\n      ${paint("gray", `╭─ ${title}`)}`);
      for (const line of text.split("\n")) write(`      ${bar} ${line}`);
      write(`      ${paint("gray", "╰─")}\n`);
    },
  };
}

/** For programs: one JSON object a line and step. */
export function tellPrograms(write: Write): Teller {
  return {
    chapter() {},
    screen() {},
    step: (step: Step) => write(JSON.stringify(step)),
  };
}

function paint(style: Parameters<typeof styleText>[0], text: string): string {
  return process.stdout.isTTY && !process.env["NO_COLOR"] ? styleText(style, text) : text;
}
