using System.Text;
using System.Text.Json;
using FaceAuth.Rotation.Targets;
using FaceAuth.Rotation.Targets.Webhook;

namespace FaceAuth.Tests.Rotation.Targets;

public sealed class WebhookSignature
{
    [Fact]
    public void It_is_that_of_the_specification()
    {
        using var key = WebhookKey.Read("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").ShouldNotBeNull();

        // Computed by Python's hmac.
        key.Sign("msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", "{\"test\": 2432232314}"u8).ShouldBe("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    [Theory]
    [InlineData("", false)]
    [InlineData("fifteen bytes..", false)]
    [InlineData("sixteen bytes...", true)]
    [InlineData("whsec_c2hvcnQ=", false)]
    [InlineData("whsec_not base64 at all, long as it is", false)]
    [InlineData("whsec_c2l4dGVlbiBieXRlcy4uLg==", true)]
    public void Keys_have_sixteen_bytes_at_least(string text, bool taken)
    {
        using var key = WebhookKey.Read(text);
        (key is not null).ShouldBe(taken);
    }

    [Fact]
    public async Task A_change_has_the_same_id_at_every_attempt_and_a_verify_never()
    {
        (await IdAsync(WebhookMessage.Change, 1)).ShouldBe("rotation_2");
        (await IdAsync(WebhookMessage.Change, 9)).ShouldBe("rotation_2");
        (await IdAsync(WebhookMessage.Changed, 1)).ShouldBe("rotation_2_changed");
        (await IdAsync(WebhookMessage.Verify, 1)).ShouldNotBe(await IdAsync(WebhookMessage.Verify, 1));
    }

    [Fact]
    public async Task Everything_that_counts_is_in_the_signed_body()
    {
        var now = new DateTimeOffset(2030, 1, 2, 3, 4, 5, 678, TimeSpan.Zero);
        using var key = WebhookKey.Read("sixteen bytes...")!;
        using var message = WebhookMessage.Write(WebhookMessage.Change, "rotation", 2, "ädä", new SecretText("it's \"x\" \\ 🔑"), key, now, now.AddSeconds(10));
        using var request = message.ToRequest(new Uri("http://localhost/"));

        var body = await request.Content!.ReadAsByteArrayAsync();
        using var json = JsonDocument.Parse(body);
        var data = json.RootElement.GetProperty("data");
        json.RootElement.GetProperty("type").GetString().ShouldBe("password.change");
        json.RootElement.GetProperty("timestamp").GetString().ShouldBe("2030-01-02T03:04:05.678Z");
        data.GetProperty("rotation").GetString().ShouldBe("rotation");
        data.GetProperty("version").GetInt32().ShouldBe(2);
        data.GetProperty("expiresAt").GetInt64().ShouldBe(1893553455678);
        data.GetProperty("userName").GetString().ShouldBe("ädä");
        data.GetProperty("password").GetString().ShouldBe("it's \"x\" \\ 🔑");
        request.Headers.GetValues("webhook-timestamp").ShouldBe(["1893553445"]);
        request.Headers.GetValues("webhook-signature").ShouldBe([key.Sign("rotation_2", "1893553445", body)]);
    }

    [Fact]
    public async Task A_notice_carries_no_password()
    {
        using var key = WebhookKey.Read("sixteen bytes...")!;
        using var message = WebhookMessage.Write(WebhookMessage.Changed, "rotation", 2, "ada", password: null, key, default, default);
        using var request = message.ToRequest(new Uri("http://localhost/"));

        Encoding.UTF8.GetString(await request.Content!.ReadAsByteArrayAsync()).ShouldNotContain("password\":");
    }

    private static Task<string> IdAsync(string type, int second)
    {
        using var key = WebhookKey.Read("sixteen bytes...")!;
        using var message = WebhookMessage.Write(type, "rotation", 2, "ada", new SecretText("x"), key, DateTimeOffset.FromUnixTimeSeconds(second), default);
        using var request = message.ToRequest(new Uri("http://localhost/"));
        return Task.FromResult(request.Headers.GetValues("webhook-id").Single());
    }
}
