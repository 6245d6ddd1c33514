package dev.ioreactor.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ioreactor.cli.load.Result;
import java.io.StringReader;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

final class HtmlReportTest {
    @Test
    void isWellFormedWhateverNamesAndProblemsSay() throws Exception {
        Element page = parse(Results.clean("epoll"), Results.failed("poll"), Results.empty("nio"));
        assertThat(page.getTextContent())
                .contains("ioreactor c10k --html <&>", "A <processor>", "no <BSD>")
                .contains("bytes <came> back & \"changed\"");
    }

    @Test
    void showsEveryChartWithACurveOrBarPerEngine() throws Exception {
        Element page = parse(Results.clean("epoll"), Results.clean("poll"));
        NodeList charts = page.getElementsByTagName("svg");
        assertThat(charts.getLength()).isEqualTo(12);
        for (int i = 0; i < charts.getLength(); i++) {
            Element chart = (Element) charts.item(i);
            int marks = count(chart, "path", "curve") + count(chart, "rect", "bar");
            assertThat(marks).as(chart.getAttribute("aria-label")).isGreaterThanOrEqualTo(2);
        }
    }

    @Test
    void tellsTheActiveConnectionsAloneFromThoseAmongMany() throws Exception {
        Element page = parse(Results.alone("epoll"), Results.clean("epoll"));
        assertThat(page.getElementsByTagName("h1").item(0).getTextContent())
                .startsWith("10,000 connections");
        assertThat(count(page, "rect", "alone")).isEqualTo(8);
        assertThat(page.getTextContent()).contains("epoll alone: 1,000 of 1,000 opened");
    }

    @Test
    void noCoordinateIsOutsideOfItsChartOrNotANumber() throws Exception {
        Element page = parse(Results.clean("epoll"), Results.empty("nio"));
        NodeList all = page.getElementsByTagName("*");
        for (int i = 0; i < all.getLength(); i++) {
            Element element = (Element) all.item(i);
            for (String name : new String[] {"x", "y", "cx", "cy", "x1", "y1", "width", "height"}) {
                if (element.hasAttribute(name)) {
                    assertThat(Double.parseDouble(element.getAttribute(name)))
                            .isBetween(0.0, 600.0);
                }
            }
            assertThat(element.getAttribute("d")).doesNotContain("NaN", "Infinity");
        }
    }

    @Test
    void needsNothingButItself() {
        String page = HtmlReport.write(Results.document(Results.clean("epoll")));
        String withoutNamespace = page.replace("http://www.w3.org/1999/xhtml", "");
        assertThat(withoutNamespace)
                .doesNotContain("http:", "https:", "url(", "@import", "<script");
        assertThat(page).contains("prefers-color-scheme: dark");
    }

    @Test
    void aRunThatShowedAnErrorIsMarkedAsSuch() throws Exception {
        Element page = parse(Results.failed("poll"));
        assertThat(count(page, "li", "bad")).isEqualTo(2);
        assertThat(count(page, "li", "good")).isZero();
    }

    private static int count(Element root, String tag, String style) {
        NodeList elements = root.getElementsByTagName(tag);
        int count = 0;
        for (int i = 0; i < elements.getLength(); i++) {
            String styles = ((Element) elements.item(i)).getAttribute("class");
            count += styles.matches("(.* )?" + style + "( .*)?") ? 1 : 0;
        }
        return count;
    }

    private static Element parse(Result... results) throws Exception {
        String page = HtmlReport.write(Results.document(results));
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(page)))
                .getDocumentElement();
    }
}
