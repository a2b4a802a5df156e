using Microsoft.EntityFrameworkCore;
using Shop.Data;

namespace Shop.Infrastructure;

public class StockRefresher(IServiceScopeFactory scopes, ILogger<StockRefresher> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await using var scope = scopes.CreateAsyncScope();
                var shop = scope.ServiceProvider.GetRequiredService<ShopContext>();
                var low = await shop.Products.CountAsync(product => product.Stock < 5, stoppingToken);
                logger.LogInformation("{LowStock} products are low", low);
            }
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                logger.LogError(failure, "Refreshing stock failed");
            }

            await Task.Delay(TimeSpan.FromMinutes(5), stoppingToken);
        }
    }
}
