using System.ComponentModel.DataAnnotations;
using System.Threading.Channels;

namespace Shop.Shipping;

public sealed class CarrierOptions
{
    [Required, Url]
    public string Address { get; set; } = "";

    [Range(1, 60)]
    public int Seconds { get; set; }
}

public sealed class LabelOptions
{
    [Required]
    public string Printer { get; set; } = "";
}

public static class ShippingSetup
{
    public static void AddShipping(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton(Channel.CreateUnbounded<Parcel>());
        services.AddSingleton(static provider => provider.GetRequiredService<Channel<Parcel>>().Reader);
        services.AddSingleton<ParcelLabels>();
        services.AddSingleton<ParcelNotes>();

        // BR8003: the worker lives as long as the process, and so does the store that it is given.
        services.AddScoped<IParcelStore, ParcelStore>();
        services.AddHostedService<ShippingWorker>();

        // BR8006: nobody looks at what the options say is valid.
        services.Configure<CarrierOptions>(configuration.GetSection("Carrier"));
        services.AddOptions<LabelOptions>().Bind(configuration.GetSection("Labels")).ValidateDataAnnotations().ValidateOnStart();
    }
}
