using Stripe;

namespace Shop.Payments;

public record Charge(int OrderId, decimal Amount);

public record Refund(int OrderId, decimal Amount);

public class PaymentClient(HttpClient http, IConfiguration configuration)
{
    public async Task<bool> Pay(Charge charge, string idempotencyKey, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "charges") { Content = JsonContent.Create(charge) };
        request.Headers.Add("Idempotency-Key", idempotencyKey);

        // BR8005: a key that is misspelt shows when somebody pays; TokenService has options with a type.
        request.Headers.Authorization = new("Bearer", configuration["Payments:Token"]);
        using var response = await http.SendAsync(request, cancellation);
        return response.IsSuccessStatusCode;
    }
}

/// <summary>Its requests carry no key, so none of them may be repeated.</summary>
public class RefundClient(HttpClient http, ILogger<RefundClient> logger)
{
    public async Task<bool> Pay(Refund refund, CancellationToken cancellation)
    {
        using var response = await http.PostAsJsonAsync("refunds", refund, cancellation);

        // BR4011: formatted and boxed even when nobody listens.
        logger.LogInformation("Refunded {OrderId}", refund.OrderId);
        return response.IsSuccessStatusCode;
    }
}

public partial class CardPayments(PaymentIntentService intents, ILogger<CardPayments> logger)
{
    // BR5003: when the answer is lost and the call is made again, the customer pays twice.
    public Task<PaymentIntent> Pay(long cents, CancellationToken cancellation) =>
        intents.CreateAsync(new PaymentIntentCreateOptions { Amount = cents, Currency = "eur" }, cancellationToken: cancellation);

    public Task<PaymentIntent> PayOnce(long cents, string key, CancellationToken cancellation)
    {
        Paying(logger, cents);
        return intents.CreateAsync(new PaymentIntentCreateOptions { Amount = cents, Currency = "eur" }, new RequestOptions { IdempotencyKey = key }, cancellation);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Paying {Cents}")]
    static partial void Paying(ILogger logger, long cents);
}
