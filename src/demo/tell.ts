import { styleText } from "node:util";
import { shownMarkdown } from "./markdown.js";
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
    screen({ title, text, script }: Screen) {
      const bar = paint("gray", "│");
      write(`\n      ${paint("gray", `╭─ ${title}`)}`);
      const shown = script === "markdown" ? shownMarkdown(text, coloured()) : text;
      for (const line of shown.split("\n")) write(`      ${bar} ${line}`);
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
  return coloured() ? styleText(style, text) : text;
}

function coloured(): boolean {
  return process.stdout.isTTY === true && !process.env["NO_COLOR"];
}
