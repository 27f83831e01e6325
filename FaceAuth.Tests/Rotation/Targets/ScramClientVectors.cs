using FaceAuth.Rotation.Targets.PostgreSql;

namespace FaceAuth.Tests.Rotation.Targets;

public sealed class ScramClientVectors
{
    private const string Nonce = "rOprNGfwEbeRWgbNEkqO";
    private const string ServerFirst = $"r={Nonce}%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096";

    [Fact]
    public void It_says_what_rfc_7677_says()
    {
        using var scram = new ScramClient("pencil", binding: null, bound: false, Nonce, "user");

        scram.First.ShouldBe($"n,,n=user,r={Nonce}");
        scram.Believes("v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=").ShouldBeFalse("nothing was proven yet");
        scram.Answer(ServerFirst).ShouldBe($"c=biws,r={Nonce}%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=");
        scram.Believes("v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=").ShouldBeTrue();
        scram.Believes("v=7rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=").ShouldBeFalse();
        scram.Believes("v=").ShouldBeFalse();
    }

    [Fact]
    public void It_binds_to_the_certificate_or_says_that_it_could_have()
    {
        using var bound = new ScramClient("pencil", [1, 2, 3], bound: true, Nonce);
        using var notOffered = new ScramClient("pencil", [1, 2, 3], bound: false, Nonce);

        bound.First.ShouldBe($"p=tls-server-end-point,,n=,r={Nonce}");
        bound.Answer(ServerFirst).ShouldStartWith($"c={Convert.ToBase64String([.. "p=tls-server-end-point,,"u8, 1, 2, 3])},");
        notOffered.First.ShouldBe($"y,,n=,r={Nonce}");
        notOffered.Answer(ServerFirst).ShouldStartWith("c=eSws,");
    }
}
