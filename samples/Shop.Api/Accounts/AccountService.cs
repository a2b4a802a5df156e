using Microsoft.EntityFrameworkCore;
using Shop.Data;

namespace Shop.Accounts;

public interface IAccountService
{
    Task<Account?> ByEmail(string email, CancellationToken cancellation);

    Task<Account?> Find(int id, CancellationToken cancellation);

    Task<AccountView?> View(int id, CancellationToken cancellation);

    Task Change(int id, string email, CancellationToken cancellation);

    Task<bool> Register(Registration registration, CancellationToken cancellation);

    Task<bool> RegisterSafely(Registration registration, CancellationToken cancellation);

    Task Close(int id, CancellationToken cancellation);

    Task CloseSafely(int id, CancellationToken cancellation);
}

public class AccountService(ShopContext shop) : IAccountService
{
    // BR6011: every login reads the whole table, because nothing indexes the address.
    public Task<Account?> ByEmail(string email, CancellationToken cancellation) => shop.Accounts.FirstOrDefaultAsync(account => account.Email == email, cancellation);

    public Task<Account?> Find(int id, CancellationToken cancellation) => shop.Accounts.FirstOrDefaultAsync(account => account.Id == id, cancellation);

    public Task<AccountView?> View(int id, CancellationToken cancellation) =>
        shop.Accounts.Where(account => account.Id == id).Select(account => new AccountView(account.Id, account.Email)).FirstOrDefaultAsync(cancellation);

    public Task Change(int id, string email, CancellationToken cancellation) =>
        shop.Accounts.Where(account => account.Id == id).ExecuteUpdateAsync(set => set.SetProperty(account => account.Email, email), cancellation);

    // BR5005: between the look and the write another request registers the same address.
    public async Task<bool> Register(Registration registration, CancellationToken cancellation)
    {
        if (await shop.Accounts.AnyAsync(account => account.Email == registration.Email, cancellation))
            return false;
        shop.Accounts.Add(new Account { Email = registration.Email, PasswordHash = Passwords.Hash(registration.Password) });
        await shop.SaveChangesAsync(cancellation);
        return true;
    }

    // The database decides, by its unique index.
    public async Task<bool> RegisterSafely(Registration registration, CancellationToken cancellation)
    {
        shop.Accounts.Add(new Account { Email = registration.Email, PasswordHash = Passwords.Hash(registration.Password) });
        try
        {
            await shop.SaveChangesAsync(cancellation);
            return true;
        }
        catch (DbUpdateException conflict) when (conflict.InnerException?.Message.Contains("UNIQUE", StringComparison.Ordinal) == true)
        {
            return false;
        }
    }

    // BR6008: accounts are marked as deleted everywhere else.
    public async Task Close(int id, CancellationToken cancellation)
    {
        shop.Accounts.Remove(await shop.Accounts.SingleAsync(account => account.Id == id, cancellation));
        await shop.SaveChangesAsync(cancellation);
    }

    public async Task CloseSafely(int id, CancellationToken cancellation)
    {
        var account = await shop.Accounts.SingleAsync(account => account.Id == id, cancellation);
        account.IsDeleted = true;
        await shop.SaveChangesAsync(cancellation);
    }
}
