using Stripe;

namespace Shop.Payments;

public static class PaymentSetup
{
    public static void AddPayments(this IServiceCollection services)
    {
        services.AddHttpClient<PaymentClient>(client => client.BaseAddress = new Uri("https://payments.example/")).AddStandardResilienceHandler();

        // BR5002: a refund whose answer came late is sent again.
        services.AddHttpClient<RefundClient>(client => client.BaseAddress = new Uri("https://payments.example/")).AddStandardResilienceHandler();

        // BR5009: a payment service that hangs holds every request.
        services.AddHttpClient("printer", client => client.Timeout = Timeout.InfiniteTimeSpan);
        services.AddHttpClient("carrier", client => client.Timeout = TimeSpan.FromSeconds(20));
        services.AddScoped<PaymentIntentService>();
        services.AddScoped<CardPayments>();
    }
}
