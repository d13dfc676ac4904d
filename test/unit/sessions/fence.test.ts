import { describe, expect, it } from 'vitest';
import { insideTag, knowledgeTag, stripInjected, stripNotices, stripTags } from '../../../src/sessions/fence.ts';

describe('fencing off what was not said', () => {
  it('K.10 removes fenced knowledge, with attributes and more than once', () => {
    const text = `before <${knowledgeTag} point="start">\nUse pnpm.\n</${knowledgeTag}> between <${knowledgeTag}>x</${knowledgeTag}> after`;
    expect(stripInjected(text)).toBe('before  between  after');
  });

  it('K.10 drops the rest of a text whose fence lost its end', () => {
    expect(stripInjected(`said\n<${knowledgeTag}>\nUse pnpm.`)).toBe('said');
  });

  it('K.10 removes reminders and hook context of agents', () => {
    expect(stripInjected('ok\n<system-reminder>never\nsay this</system-reminder>')).toBe('ok');
    expect(stripInjected('<hook_context>x</hook_context>go on')).toBe('go on');
  });

  it('K.10 leaves a reminder without an end alone: somebody wrote about the tag', () => {
    expect(stripInjected('what does <system-reminder> do?')).toBe('what does <system-reminder> do?');
  });

  it('K.10 leaves other markup and comparisons alone', () => {
    const text = 'if (a < b && c > d) return <div className="x">1</div>; <twelvefold-knowledgeable>';
    expect(stripInjected(text)).toBe(text);
  });

  it('K.10 removes notices that programs put into messages of the user', () => {
    expect(stripNotices('<ci-monitor-event>failed</ci-monitor-event>\nfix it')).toBe('fix it');
    expect(stripNotices('use <my-button>ok</my-button> here')).toBe('use <my-button>ok</my-button> here');
  });

  it('K.10 takes linear time for a text full of openings', () => {
    const text = '<system-reminder'.repeat(60_000);
    const began = performance.now();
    stripInjected(text);
    expect(performance.now() - began).toBeLessThan(2000);
  });

  it('reads what stands inside a tag, also when its end was cut off', () => {
    expect(insideTag('a <b>c</b> d', 'b')).toBe('c');
    expect(insideTag('a <b>c', 'b')).toBe('c');
    expect(insideTag('a', 'b')).toBe(null);
    expect(stripTags('a <b>c</b> d', ['b'])).toBe('a  d');
  });
});
