using Clearance.Domain;

namespace Clearance.Grains.Tests;

public sealed class GrainKeysTests
{
    [Theory]
    [InlineData("0100109106", "t:0100109106")]
    [InlineData("0100109106-001", "t:0100109106001")]
    [InlineData("012345678901", "t:012345678901")]
    public void A_taxpayer_has_one_key(string written, string key)
    {
        TaxpayerId.TryParse(written, out var taxpayer).ShouldBeTrue();
        GrainKeys.Of(taxpayer).ShouldBe(key);
        GrainKeys.TaxpayerOf(key).ShouldBe(taxpayer);
    }

    [Fact]
    public void A_declaration_has_one_key()
    {
        DeclarationKey.TryParse("10000000140", out var declaration).ShouldBeTrue();
        GrainKeys.Of(declaration).ShouldBe("n:10000000140");
        GrainKeys.DeclarationOf("n:10000000140").ShouldBe(declaration);
    }

    [Fact]
    public void Nobody_has_no_key()
    {
        Should.Throw<ArgumentException>(() => GrainKeys.Of(default(TaxpayerId)));
        Should.Throw<ArgumentException>(() => GrainKeys.Of(default(DeclarationKey)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("t:")]
    [InlineData("0100109106")]
    [InlineData("T:0100109106")]
    [InlineData("t:0100109106-001")]
    [InlineData("t:0100109107")]
    [InlineData("t: 0100109106")]
    [InlineData("t:0100109106+x")]
    [InlineData("n:10000000140")]
    public void Another_key_is_no_taxpayers(string key) =>
        Should.Throw<ArgumentException>(() => GrainKeys.TaxpayerOf(key)).Message.ShouldContain(key);

    [Theory]
    [InlineData("")]
    [InlineData("n:")]
    [InlineData("10000000140")]
    [InlineData("n:10000000141")]
    [InlineData("n:100000001400")]
    [InlineData("n:010000000140")]
    [InlineData("t:0100109106")]
    public void Another_key_is_no_declarations(string key) =>
        Should.Throw<ArgumentException>(() => GrainKeys.DeclarationOf(key)).Message.ShouldContain(key);

    [Fact]
    public void No_key_reads_as_a_number_or_has_an_extension()
    {
        TaxpayerId.TryParse("0100109106", out var taxpayer).ShouldBeTrue();
        DeclarationKey.TryParse("10000000140", out var declaration).ShouldBeTrue();
        foreach (var key in new[] { GrainKeys.Of(taxpayer), GrainKeys.Of(declaration) })
        {
            char.IsAsciiHexDigit(key[0]).ShouldBeFalse(key);
            key.ShouldNotContain("+");
        }
    }
}
