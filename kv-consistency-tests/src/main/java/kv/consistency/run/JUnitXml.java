package kv.consistency.run;

import java.io.StringWriter;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;
import kv.consistency.report.CheckResult;
import kv.consistency.report.Conclusion;
import kv.consistency.report.Expectation;
import kv.consistency.report.RunFacts;
import kv.consistency.report.RunResult;

/** A run as JUnit's XML, which CI systems show: it passes if it came to what is claimed. */
final class JUnitXml {
  private JUnitXml() {}

  static String of(RunFacts facts, RunResult result) {
    StringWriter text = new StringWriter();
    try {
      XMLStreamWriter xml = XMLOutputFactory.newInstance().createXMLStreamWriter(text);
      boolean asClaimed = isAsClaimed(result);
      xml.writeStartDocument();
      xml.writeStartElement("testsuite");
      xml.writeAttribute("name", facts.name());
      xml.writeAttribute("tests", "1");
      xml.writeAttribute("failures", asClaimed ? "0" : "1");
      xml.writeAttribute("timestamp", facts.started().toString());
      xml.writeStartElement("testcase");
      xml.writeAttribute("classname", facts.topology() + "." + facts.workload());
      xml.writeAttribute("name", String.join(",", facts.faults()) + " seed " + facts.seed());
      xml.writeAttribute("time", Long.toString(facts.duration().toSeconds()));
      if (!asClaimed) {
        xml.writeStartElement("failure");
        xml.writeAttribute("type", result.conclusion().text());
        xml.writeAttribute("message", result.sentence());
        for (CheckResult check : result.checks()) {
          xml.writeCharacters(check.name() + ": " + check.sentence() + "\n");
        }
        xml.writeCharacters(facts.command());
        xml.writeEndElement();
      }
      xml.writeEndElement();
      xml.writeEndElement();
      xml.writeEndDocument();
      xml.close();
    } catch (XMLStreamException e) {
      throw new IllegalStateException("writing to memory", e);
    }
    return text.toString();
  }

  static boolean isAsClaimed(RunResult result) {
    return result.conclusion()
        == (result.expectation() == Expectation.ANOMALY ? Conclusion.INVALID : Conclusion.VALID);
  }
}
