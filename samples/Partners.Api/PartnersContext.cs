using Microsoft.EntityFrameworkCore;

namespace Partners;

public class PartnersContext(DbContextOptions<PartnersContext> options) : DbContext(options)
{
    public DbSet<Listing> Listings => Set<Listing>();
}

public class Listing
{
    public int Id { get; set; }

    public required string Title { get; set; }

    public required string Text { get; set; }

    public DateOnly Since { get; set; }
}
