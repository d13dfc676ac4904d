import { redact } from './redact/redact.ts';

const escapes = /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]{0,200}(?:\u0007|\u001b\\)?|[@-Z\\-_])/g;
const controls = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]|\p{Surrogate}/gu;

/**
 * A text of a transcript or a foreign file as it may be written and later shown on a terminal: no secrets, no home
 * folders, no escape sequences, no control characters, no halves of characters.
 */
export function cleanText(text: string): string {
  return redact(text.replace(escapes, '').replace(controls, ''));
}
