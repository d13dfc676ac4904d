import { expect, it } from 'vitest';
import { stemmer } from '../../../src/knowledge/recall/stemmer.ts';

/** Words of the algorithm's paper and of its author's list, at least one for each of its rules, each with its stem. */
const stems =
  'caresses caress ponies poni ties ti caress caress cats cat feed feed agreed agre disabled disabl plastered plaster bled bled motoring motor ' +
  'sing sing conflated conflat troubled troubl sized size hopping hop tanned tan falling fall hissing hiss fizzed fizz failing fail ' +
  'filing file happy happi sky sky relational relat conditional condit rational ration valenci valenc hesitanci hesit digitizer digit ' +
  'conformabli conform radicalli radic differentli differ vileli vile analogousli analog vietnamization vietnam predication predic ' +
  'operator oper feudalism feudal decisiveness decis hopefulness hope callousness callous formaliti formal sensitiviti sensit ' +
  'sensibiliti sensibl triplicate triplic formative form formalize formal electriciti electr electrical electr hopeful hope ' +
  'goodness good revival reviv allowance allow inference infer airliner airlin gyroscopic gyroscop adjustable adjust ' +
  'defensible defens irritant irrit replacement replac adjustment adjust dependent depend adoption adopt homologou homolog ' +
  'communism commun activate activ angulariti angular homologous homolog effective effect bowdlerize bowdler probate probat rate rate ' +
  'cease ceas controll control roll roll generalizations gener oscillators oscil deployment deploy deploy deploi yes ye yellowed yellow ' +
  'youth youth is is a a eed e ed ed ing ing naïve naïv';

it('stems words as Porter’s algorithm does', () => {
  const words = stems.split(' ');
  for (let at = 0; at < words.length; at += 2) expect(stemmer(words[at] ?? ''), words[at]).toBe(words[at + 1]);
});
