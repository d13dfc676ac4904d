import { describe, expect, it } from 'vitest';
import { identifierKey, stemOf, termsOf } from '../../../src/knowledge/recall/terms.ts';

const words = (text: string) =>
  termsOf(text)
    .filter((term) => term.class !== 'id')
    .map((term) => term.term);
const ids = (text: string) =>
  termsOf(text)
    .filter((term) => term.class === 'id')
    .map((term) => term.term);

describe('terms', () => {
  it('K.16 splits camel case, snake case, paths and dots, and keeps the whole', () => {
    expect(ids('useCartTotal')).toEqual(['use_cart_total']);
    expect(ids('src/api/HTTPServer.ts')).toEqual(['src_api_http_server_ts', 'http_server_ts']);
    expect(words('parse_json_line')).toEqual(['pars', 'json', 'line']);
    expect(identifierKey('--no-verify')).toBe(identifierKey('noVerify'));
  });

  it('K.16 brings words of one origin together', () => {
    for (const [a, b] of [
      ['deploying', 'deployment'],
      ['migrations', 'migrate'],
      ['libraries', 'library'],
      ['fixes', 'fixed'],
    ])
      expect(stemOf(a ?? '')).toBe(stemOf(b ?? ''));
  });

  it('K.16 leaves out hashes, addresses, positions, small numbers and words without a topic', () => {
    expect(words('at 3f9a1c7e2b and 0d41ff83-22 see https://example.org/some/page for it, line 12')).toEqual(['line']);
    expect(ids('server.ts:318:19')).toEqual(['server_ts']);
    expect(words('HTTP 404')).toEqual(['http', '404']);
  });

  it('K.16 handles scripts other than Latin and lone surrogates', () => {
    expect(words('Ошибка сборки \ud800 сервер')).toHaveLength(3);
  });
});
