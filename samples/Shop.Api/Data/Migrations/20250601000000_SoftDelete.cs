using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Shop.Data.Migrations;

[DbContext(typeof(ShopContext)), Migration("20250601000000_SoftDelete")]
public class SoftDelete : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.AddColumn<bool>("IsDeleted", "Accounts", nullable: false, defaultValue: false);

        // BR6009: the numbers are gone, and 'Down' brings only an empty column back.
        migrationBuilder.DropColumn("Phone", "Accounts");
    }

    protected override void Down(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.AddColumn<string>("Phone", "Accounts", nullable: true);
        migrationBuilder.DropColumn("IsDeleted", "Accounts");
    }
}
