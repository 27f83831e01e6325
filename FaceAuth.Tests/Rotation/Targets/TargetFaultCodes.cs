using FaceAuth.Rotation.Targets;

namespace FaceAuth.Tests.Rotation.Targets;

/// <summary>A code stands in mails, pages and logs, and comes from a stranger.</summary>
public sealed class TargetFaultCodes
{
    [Theory]
    [InlineData("1045")]
    [InlineData("28P01")]
    [InlineData("HTTP 503")]
    [InlineData("PLAIN TEXT")]
    [InlineData("PG 13.2-a_b")]
    [InlineData("12345678901234567890")]
    public void Numbers_and_classes_are_kept(string code) => new TargetFault(TargetFaultKind.Busy, code).Code.ShouldBe(code);

    [Theory]
    [InlineData("123456789012345678901")]
    [InlineData("line\nanother")]
    [InlineData("<b>")]
    [InlineData("http://evil.example")]
    [InlineData("call us: now")]
    [InlineData("nul\0")]
    [InlineData("é")]
    [InlineData("\u202e1045")]
    public void Anything_else_is_left_out_whole(string code)
    {
        new TargetFault(TargetFaultKind.Busy, code).Code.ShouldBe("");
        (new TargetFault(TargetFaultKind.Busy, "1") with { Code = code }).Code.ShouldBe("");
        TargetFaultWords.For(new TargetFault(TargetFaultKind.Busy, code)).ShouldNotContain("It said");
    }

    [Fact]
    public void A_receiver_that_refuses_the_signature_does_not_speak_of_a_password()
    {
        TargetFaultWords.For(new TargetFault(TargetFaultKind.Denied, "HTTP 401")).ShouldContain("signature");
        TargetFaultWords.For(new TargetFault(TargetFaultKind.Denied, "1045")).ShouldContain("password");
    }
}
