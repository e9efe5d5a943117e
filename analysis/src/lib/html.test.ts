import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { escapeHtml, html, renderHtml } from "./html.ts";

const text = (page: ReturnType<typeof html>) => renderHtml(page);

describe("the html tag", () => {
  it("escapes whatever stands in it, in text and in quoted attributes", () => {
    const hostile = `"><script>alert('1')</script>&amp;`;
    assert.equal(
      text(html`<p title="${hostile}">${hostile}</p>`),
      `<p title="&quot;&gt;&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&amp;amp;">&quot;&gt;&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&amp;amp;</p>`,
    );
  });

  it("takes its own HTML as it is, lists included, and escapes it once only", () => {
    const items = ["<a>", "b"].map((item) => html`<li>${item}</li>`);
    assert.equal(text(html`<ul>${items}</ul>`), "<ul><li>&lt;a&gt;</li><li>b</li></ul>");
    assert.equal(text(html`${[["<"], [html`<br>`]]}`), "&lt;<br>");
  });

  it("leaves out what is absent, and writes zero", () => {
    assert.equal(text(html`a${null}${undefined}${false}${""}b${0}`), "ab0");
  });

  it("does not take an object from JSON for HTML", () => {
    const forged = JSON.parse('{"markup":"<script>","Symbol(markup)":"<script>"}');
    assert.doesNotMatch(text(html`${forged}`), /<script/);
  });

  it("escapes in linear time", () => {
    assert.equal(escapeHtml("<".repeat(1_000_000)).length, 4_000_000);
  });
});
