namespace Shop.Payments;

public record Charge(int OrderId, decimal Amount);

public class PaymentClient(HttpClient http, IConfiguration configuration)
{
    public async Task<bool> Pay(Charge charge, string idempotencyKey, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "charges") { Content = JsonContent.Create(charge) };
        request.Headers.Add("Idempotency-Key", idempotencyKey);
        request.Headers.Authorization = new("Bearer", configuration["Payments:Token"]);
        using var response = await http.SendAsync(request, cancellation);
        return response.IsSuccessStatusCode;
    }
}
