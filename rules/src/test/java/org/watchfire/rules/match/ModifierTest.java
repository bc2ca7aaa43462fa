package org.watchfire.rules.match;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModifierTest {
  @ParameterizedTest(name = "{0} on {1}")
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '`',
      value = {
        "sel: {a: Root}~{'a':'rOOt'}~true",
        "sel: {a: Root}~{'a':'roots'}~false",
        "sel: {a: [x, y]}~{'a':'Y'}~true",
        "sel: {a: x, b: y}~{'a':'x'}~false",
        "sel: {a: x, b: y}~{'a':'x','b':'y'}~true",
        "sel: [{a: x}, {b: y}]~{'b':'y'}~true",
        "sel: {a: x}~{'a':['z','x']}~true",
        "sel: {a.b: x}~{'a':{'b':'x'}}~true",
        "sel: {a.b: x}~{'a':[{'b':'q'},{'b':'x'}]}~true",
        "sel: {a: 22}~{'a':22}~true",
        "sel: {a: 22}~{'a':22.0}~true",
        "sel: {a: '22'}~{'a':22}~true",
        "sel: {a: 22}~{'a':'22'}~true",
        "sel: {a: 2*}~{'a':22}~true",
        "sel: {a: true}~{'a':true}~true",
        "sel: {a: null}~{'b':1}~true",
        "sel: {a: null}~{'a':'x'}~false",
        "sel: {a: [null, x]}~{'a':'x'}~true",
        "sel: {a: ''}~{'b':1}~false",
        "sel: {a: '*'}~{'a':'anything'}~true",
        "sel: {a: '*'}~{'b':'anything'}~false",
        "sel: {a: 'x*z'}~{'a':'XyyyZ'}~true",
        "sel: {a: 'x?z'}~{'a':'xyyz'}~false",
        "sel: {a: 'x\\*z'}~{'a':'x*z'}~true",
        "sel: {a: 'x\\*z'}~{'a':'xyz'}~false",
        "sel: {a|contains: OO}~{'a':'foobar'}~true",
        "sel: {a|contains: 'o*b'}~{'a':'foobar'}~true",
        "sel: {a|contains: [q, bar]}~{'a':'foobar'}~true",
        "sel: {a|contains|all: [foo, bar]}~{'a':'foobar'}~true",
        "sel: {a|contains|all: [foo, baz]}~{'a':'foobar'}~false",
        "sel: {a|startswith: foo}~{'a':'FOObar'}~true",
        "sel: {a|startswith: foo}~{'a':'xfoo'}~false",
        "sel: {a|endswith: .exe}~{'a':'a.EXE'}~true",
        "sel: {a|endswith: .exe}~{'a':'a.exe '}~false",
        "sel: {a|cased: Foo}~{'a':'foo'}~false",
        "sel: {a|cased: Foo}~{'a':'Foo'}~true",
        "sel: {a|contains|cased: Foo}~{'a':'xFoox'}~true",
        "sel: {a|neq: foo}~{'a':'bar'}~true",
        "sel: {a|neq: foo}~{'a':'FOO'}~false",
        "sel: {a|neq: [foo, bar]}~{'a':'bar'}~false",
        "sel: {a|exists: true}~{'a':0}~true",
        "sel: {a|exists: true}~{'b':0}~false",
        "sel: {a|exists: false}~{'b':0}~true",
        "sel: {a|re: 'fo{2}.$'}~{'a':'xfoob'}~true",
        "sel: {a|re: 'FOO'}~{'a':'foo'}~false",
        "sel: {a|re|i: 'FOO'}~{'a':'foo'}~true",
        "sel: {a|re: '^b$'}~{'a':'a\\nb'}~false",
        "sel: {a|re|m: '^b$'}~{'a':'a\\nb'}~true",
        "sel: {a|re: 'a.b'}~{'a':'a\\nb'}~false",
        "sel: {a|re|s: 'a.b'}~{'a':'a\\nb'}~true",
        "sel: {a|re: '\\w+@\\w+'}~{'a':'x@y'}~true",
        "sel: {a|gt: 5}~{'a':5}~false",
        "sel: {a|gte: 5}~{'a':5}~true",
        "sel: {a|lt: 5}~{'a':'4.99'}~true",
        "sel: {a|lte: 5}~{'a':'5.0'}~true",
        "sel: {a|gt: 5}~{'a':'1e9'}~false",
        "sel: {a|gt: -1}~{'a':'-0.5'}~true",
        "sel: {a|gt: 5}~{'a':'many'}~false",
        "sel: {a|gt: 9007199254740992}~{'a':9007199254740993}~true",
        "sel: {a|cidr: 10.0.0.0/8}~{'a':'10.2.3.4'}~true",
        "sel: {a|cidr: [192.168.0.0/16, fe80::/10]}~{'a':'fe80::5'}~true",
        "sel: {a|cidr: 10.0.0.0/8}~{'a':'100.0.0.1'}~false",
        "sel: {a|fieldref: b}~{'a':'X','b':'x'}~true",
        "sel: {a|fieldref|cased: b}~{'a':'X','b':'x'}~false",
        "sel: {a|fieldref: b}~{'a':'X'}~false",
        "sel: {a|fieldref|neq: b}~{'a':'X','b':'y'}~true",
        "sel: {a|fieldref|startswith: b}~{'a':'path/x','b':'path'}~true",
        "sel: {a|windash|contains: ' -enc '}~{'a':'ps /enc x'}~true",
        "sel: {a|contains|windash: ' -enc '}~{'a':'ps –enc x'}~true",
        "sel: {a|windash: 'a-b'}~{'a':'a/b'}~false",
        "sel: {a|base64: foobar}~{'a':'Zm9vYmFy'}~true",
        "sel: {a|base64offset|contains: secret}~{'a':'eHNlY3JldHg='}~true",
        "sel: {a|base64offset|contains: secret}~{'a':'eHhzZWNyZXR4'}~true",
        "sel: {a|base64offset|contains: secret}~{'a':'c2VjcmV0eA=='}~true",
        "sel: {a|base64offset|contains: secret}~{'a':'bm90aGluZw=='}~false",
        "sel: {a|wide|base64offset|contains: ab}~{'a':'YQBiAA=='}~true",
        "sel: {a|utf16|base64: ab}~{'a':'//5hAGIA'}~true",
        "sel: {a|utf16be|base64: ab}~{'a':'AGEAYg=='}~true",
        "sel: {t|hour|gte: 22}~{'t':'2026-03-04T22:10:00Z'}~true",
        "sel: {t|hour: 6}~{'t':'2026-03-04T22:10:00Z','event':{'timezone':'+08:00'}}~true",
        "sel: {t|day: 4}~{'t':'2026-03-04T22:10:00Z'}~true",
        "sel: {t|week: 10}~{'t':'2026-03-04T22:10:00Z'}~true",
        "sel: {t|month: 3}~{'t':'2026-03-04T22:10:00+00:00'}~true",
        "sel: {t|year|lt: 2026}~{'t':'2026-03-04T22:10:00Z'}~false",
        "sel: {t|minute: 10}~{'t':'soon'}~false",
        "sel: needle~{'a':{'b':'hay NEEDLE hay'}}~true",
        "sel: [x1, needle]~{'a':['one','a needle']}~true",
        "sel: {'|all': [hay, needle]}~{'a':'hay','b':'needle'}~true",
        "sel: {'|all': [hay, needle]}~{'a':'hay'}~false",
        "sel: {'|re': 'n.edle'}~{'a':'a needle'}~true",
        "sel: 'nee*le'~{'a':'a neeeedle'}~true",
        "sel: 4711~{'a':4711}~true",
      })
  void decides(String detection, String event, boolean expected) {
    String json = event.replace('\'', '"');
    assertThat(Detecting.matches(detection, json)).isEqualTo(expected);
  }

  @Test
  void aHostileRegexAndAHugeValueTakeLittleTime() {
    String value = "a".repeat(200_000);
    assertThat(Detecting.matches("sel: {a|re: '(a+)+b'}", "{\"a\":\"" + value + "\"}")).isFalse();
  }

  @Test
  void explainsWhatHeld() {
    RuleSet rules =
        Detecting.rule(
            """
            sel: {a|contains: [x, oo], n|gte: 3}
            filter: {c: trusted}
            condition: sel and not filter
            """);
    Match m = rules.match(Detecting.event("{\"a\":\"Foo\",\"n\":7,\"c\":\"other\"}")).get(0);
    assertThat(m.conditions())
        .containsExactly(
            new Condition("a", "contains", "oo", "Foo"),
            new Condition("n", "gte", "3", "7"),
            new Condition("c", "not equals", "trusted", "other"));
  }
}
