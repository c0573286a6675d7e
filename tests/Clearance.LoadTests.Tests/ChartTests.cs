using System.Globalization;
using System.Xml.Linq;
using Clearance.LoadTests.Open.Pages;

namespace Clearance.LoadTests.Tests;

public sealed class ChartTests
{
    [Theory]
    [InlineData(0.4, new[] { 0, 0.1, 0.2, 0.3, 0.4 })]
    [InlineData(1.7, new[] { 0, 0.5, 1, 1.5, 2 })]
    [InlineData(62, new double[] { 0, 20, 40, 60, 80 })]
    [InlineData(6_200, new double[] { 0, 2_000, 4_000, 6_000, 8_000 })]
    public void An_axis_is_marked_at_round_values_up_to_beyond_the_greatest(double greatest, double[] marks) =>
        Axis.FromZero(greatest).Marks.ShouldBe(marks, 1e-9);

    [Fact]
    public void A_logarithmic_axis_gives_each_power_of_ten_the_same_room()
    {
        var axis = Axis.Logarithmic(0.4, 3_000);

        axis.Marks.ShouldBe([0.1, 1, 10, 100, 1_000, 10_000], 1e-9);
        axis.At(0.1).ShouldBe(0, 1e-9);
        axis.At(10).ShouldBe(0.4, 1e-9);
        axis.At(10_000).ShouldBe(1, 1e-9);
        axis.At(0).ShouldBe(0, 1e-9, "what is less than its beginning is at its beginning");
    }

    [Fact]
    public void A_point_that_is_no_number_interrupts_its_line()
    {
        var path = Drawn(new Series("a", [(0, 1), (1, 2), (2, double.NaN), (3, 3), (4, 1)])).Descendants("path").Single().Attribute("d")!.Value;

        path.Count(static c => c == 'M').ShouldBe(2);
        path.Count(static c => c == 'L').ShouldBe(2);
    }

    [Fact]
    public void A_greater_value_is_higher_and_a_later_one_further_right()
    {
        var points = Drawn(new Series("a", [(0, 1), (1, 5)])).Descendants("circle").ToList();

        Number(points[1], "cx").ShouldBeGreaterThan(Number(points[0], "cx"));
        Number(points[1], "cy").ShouldBeLessThan(Number(points[0], "cy"));
    }

    [Fact]
    public void Every_line_is_in_the_legend_in_its_colour()
    {
        var figure = Drawn(new Series("first <one>", [(0, 1)]), new Series("second", [(0, 2)]));

        figure.Descendants("span").Select(static it => it.Value).ShouldBe(["first <one>", "second"]);
        figure.Descendants("i").Select(static it => it.Attribute("style")!.Value["background:".Length..])
            .ShouldBe(figure.Descendants("path").Select(static it => it.Attribute("stroke")!.Value));
    }

    private static XElement Drawn(params Series[] lines) =>
        XElement.Parse(SvgChart.Draw(new Chart { Title = "t", Unit = "u", Lines = lines, ShadedUntil = 0.5 }));

    private static double Number(XElement element, string name) =>
        double.Parse(element.Attribute(name)!.Value, CultureInfo.InvariantCulture);
}
